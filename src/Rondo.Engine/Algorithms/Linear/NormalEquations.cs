using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// The equations that the coefficients of least squares solve, with an L2 penalty that may be 0. Only their right side and
/// products are ever made from the data, so that any number of columns will do.
/// </summary>
sealed class NormalEquations
{
    /// <summary>Up to so many coefficients all products of pairs of columns are worth their while.</summary>
    public const int DenseAtMost = 1024;
    public const int StepsAtMost = 2000;

    private readonly LinearDesign _design;
    private readonly double _penalty;
    private readonly double[] _target;
    private readonly BlockSums _blocks;

    public NormalEquations(LinearDesign design, double[] target, double penalty)
    {
        (_design, _penalty) = (design, penalty);
        _blocks = new BlockSums(design.Rows, design.Slots, design.Threads, design.Cancellation);
        Mean = Reductions.Dot(design.Weights, target) / design.TotalWeight;
        _target = new double[target.Length];
        for (var i = 0; i < target.Length; i++) _target[i] = target[i] - Mean;
    }

    /// <summary>The weighted mean of the target: the intercept of centred columns.</summary>
    public double Mean { get; }

    /// <summary>By a solver of all active slots. Its second round takes back most of the first one's rounding error.</summary>
    public void SolveDense(int[] slots, Action<double[]> solve, double[] coefficients)
    {
        var sums = new double[_design.Slots];
        var step = new double[slots.Length];
        for (var round = 0; round < 2; round++)
        {
            RightSide(coefficients, sums);
            for (var i = 0; i < slots.Length; i++) step[i] = sums[slots[i]];
            solve(step);
            for (var i = 0; i < slots.Length; i++) coefficients[slots[i]] += step[i];
        }
    }

    /// <summary>By conjugate gradients. Gives the number of products.</summary>
    public int SolveWide(double[] coefficients, IProgress<FitProgress>? progress)
    {
        var right = new double[_design.Slots];
        RightSide(coefficients, right);
        var preconditioner = new Preconditioner(_design, 1, _penalty, 1);
        preconditioner.Update(Diagonal());
        var products = 0;
        return ConjugateGradient.Solve(
            (vector, result) =>
            {
                Product(vector, result);
                progress?.Report(new FitProgress(++products, StepsAtMost));
            },
            preconditioner, right, coefficients, 1e-10, StepsAtMost);
    }

    double[] Diagonal()
    {
        var diagonal = new double[_design.Slots];
        _blocks.Sum(diagonal, (start, end, sums) =>
        {
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
                _design.AddSquares(_design.Weights.AsSpan(chunk, Math.Min(LinearDesign.Chunk, end - chunk)), chunk, sums);
        });
        _design.FinishSquares(diagonal);
        for (var s = 0; s < _design.Intercept; s++) diagonal[s] = _design.IsActive[s] ? diagonal[s] + _penalty : 0;
        return diagonal;
    }

    // Columns times weighted residuals of the coefficients so far, less the penalty's pull.
    void RightSide(double[] coefficients, double[] right)
    {
        var shift = _design.Shift(coefficients);
        _blocks.Sum(right, (start, end, sums) =>
        {
            Span<double> buffer = stackalloc double[LinearDesign.Chunk];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                var scores = buffer[..Math.Min(LinearDesign.Chunk, end - chunk)];
                _design.Scores(coefficients, shift, chunk, scores);
                for (var i = 0; i < scores.Length; i++) scores[i] = _design.Weights[chunk + i] * (_target[chunk + i] - scores[i]);
                _design.AddProducts(scores, chunk, sums);
            }
        });
        _design.FinishProducts(right);
        for (var s = 0; s < _design.Intercept; s++) right[s] -= _penalty * coefficients[s];
        right[_design.Intercept] = 0;
    }

    void Product(double[] vector, Span<double> result)
    {
        var shift = _design.Shift(vector);
        _blocks.Sum(result, (start, end, sums) =>
        {
            Span<double> buffer = stackalloc double[LinearDesign.Chunk];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                var scores = buffer[..Math.Min(LinearDesign.Chunk, end - chunk)];
                _design.Scores(vector, shift, chunk, scores);
                for (var i = 0; i < scores.Length; i++) scores[i] *= _design.Weights[chunk + i];
                _design.AddProducts(scores, chunk, sums);
            }
        });
        _design.FinishProducts(result);
        for (var s = 0; s < _design.Intercept; s++) result[s] += _penalty * vector[s];
        result[_design.Intercept] = 0;
    }
}
