using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>The cross-entropy of many classes, a score for each. Its hessian has the factor K / (K - 1) of Friedman (2001).</summary>
sealed class Softmax : Objective
{
    private readonly float[] _labels;
    private readonly float[]? _weights;
    private readonly double _maxWeight;
    private readonly double[] _largest;
    private readonly float[] _inverseSum;

    public Softmax(TrainingSet data, double[]? weights, FitContext context)
        : base(data, weights, context)
    {
        Start = LogPriors(data.Target, weights);
        Layout = PackedLayout.Varying(Rows);
        _maxWeight = MaxWeight();
        _weights = PaddedWeights();
        _labels = new float[Padded(Rows)];
        for (var i = 0; i < Rows; i++) _labels[i] = (float)data.Target.Values[i];
        _largest = new double[Padded(Rows)];
        _inverseSum = new float[Padded(Rows)];
    }

    public override double[] Start { get; }

    public override PackedLayout Layout { get; }

    public override void BeginRound(double[][] scores) => EachBlock((_, start, end) => Normalise(scores, start, end));

    public override LevelScale Quantise(int output, double[][] scores, long[] packed, uint dither)
    {
        var classes = scores.Length;
        var levels = new ProbabilityLevels(Layout, _maxWeight, 0.25 * classes / (classes - 1), dither);
        EachBlock((_, start, end) => Pack(levels, output, scores[output], packed, start, end));
        return levels.Scale;
    }

    /// <summary>Keeps each row's largest score and one over the sum of exponentials, as they are before any tree of the round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Normalise(double[][] scores, int start, int end)
    {
        for (var i = start; i < end; i += 4)
        {
            var most = Vector256.Create(scores[0], i);
            foreach (var score in scores) most = Vector256.Max(most, Vector256.Create(score, i));
            most.CopyTo(_largest, i);
        }
        for (var i = start; i < end; i += 8)
        {
            var sum = Vector256<float>.Zero;
            foreach (var score in scores) sum += Exponential(score, i);
            (Vector256<float>.One / sum).CopyTo(_inverseSum, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Pack(ProbabilityLevels levels, int output, double[] score, long[] packed, int start, int end)
    {
        for (var i = start; i < end; i += 8)
        {
            var probability = Vector256.Min(Vector256<float>.One, Exponential(score, i) * Vector256.Create(_inverseSum, i));
            var isClass = Vector256.Equals(Vector256.Create(_labels, i), Vector256.Create((float)output));
            var weight = _weights is null ? Vector256<float>.One : Vector256.Create(_weights, i);
            levels.Pack(probability, isClass & Vector256<float>.One, weight, i, packed);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<float> Exponential(double[] score, int i) => VectorFunctions.Exp(Vector256.Narrow(
        Vector256.Create(score, i) - Vector256.Create(_largest, i),
        Vector256.Create(score, i + 4) - Vector256.Create(_largest, i + 4)));

    protected override double Loss(double[][] scores, int row, double target)
    {
        var most = double.NegativeInfinity;
        foreach (var score in scores) most = Math.Max(most, score[row]);
        var sum = 0.0;
        foreach (var score in scores) sum += Functions.Exp(score[row] - most);
        return most + Functions.Log(sum) - scores[(int)target][row];
    }

    static double[] LogPriors(Target target, double[]? weights)
    {
        var sums = new double[target.Classes.Length];
        for (var i = 0; i < target.Rows; i++) sums[(int)target.Values[i]] += weights?[i] ?? 1;
        var total = Reductions.Sum(sums);
        for (var k = 0; k < sums.Length; k++) sums[k] = Functions.Log(Math.Max(sums[k] / total, Logistic.LeastPrior));
        return sums;
    }
}
