using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>The logistic loss of two classes, on one score.</summary>
sealed class Logistic : Objective
{
    // A class that training never saw is rare, not impossible.
    public const double LeastPrior = 1e-6;

    private readonly float[] _labels;
    private readonly float[]? _weights;
    private readonly double _maxWeight;

    public Logistic(TrainingSet data, double[]? weights, FitContext context)
        : base(data, weights, context)
    {
        var prior = Math.Clamp(WeightedMean(data.Target.Values), LeastPrior, 1 - LeastPrior);
        Start = [Functions.Log(prior / (1 - prior))];
        Layout = PackedLayout.Varying(Rows);
        _maxWeight = MaxWeight();
        _weights = PaddedWeights();
        _labels = new float[Padded(Rows)];
        for (var i = 0; i < Rows; i++) _labels[i] = (float)data.Target.Values[i];
    }

    public override double[] Start { get; }

    public override PackedLayout Layout { get; }

    public override LevelScale Quantise(int output, double[][] scores, long[] packed, uint dither)
    {
        var levels = new ProbabilityLevels(Layout, _maxWeight, 0.25, dither);
        EachBlock((_, start, end) => Pack(levels, scores[0], packed, start, end));
        return levels.Scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Pack(ProbabilityLevels levels, double[] score, long[] packed, int start, int end)
    {
        for (var i = start; i < end; i += 8)
        {
            var x = Vector256.Narrow(Vector256.Create(score, i), Vector256.Create(score, i + 4));
            var weight = _weights is null ? Vector256<float>.One : Vector256.Create(_weights, i);
            levels.Pack(VectorFunctions.Sigmoid(x), Vector256.Create(_labels, i), weight, i, packed);
        }
    }

    protected override double Loss(double[][] scores, int row, double target) =>
        Functions.Softplus(scores[0][row]) - target * scores[0][row];
}
