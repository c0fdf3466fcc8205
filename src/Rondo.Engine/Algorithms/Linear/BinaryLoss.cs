using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>The logistic loss of two classes plus half the penalty times the squared coefficients.</summary>
sealed class BinaryLoss(LinearDesign design, double[] labels, double penalty) : ILogisticLoss
{
    private readonly BlockSums _blocks = new(design.Rows, design.Slots + 1, design.Threads, design.Cancellation);
    private readonly double[] _sums = new double[design.Slots + 1];
    private readonly double[] _curvatures = new double[design.Rows];

    public int Length => design.Slots;

    public double Evaluate(double[] coefficients, Span<double> gradient)
    {
        var shift = design.Shift(coefficients);
        _blocks.Sum(_sums, (start, end, sums) =>
        {
            Span<double> buffer = stackalloc double[LinearDesign.Chunk], losses = stackalloc double[LinearDesign.Chunk];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                var scores = buffer[..Math.Min(LinearDesign.Chunk, end - chunk)];
                design.Scores(coefficients, shift, chunk, scores);
                Differentiate(chunk, scores, losses);
                sums[^1] += Reductions.Dot(design.Weights.AsSpan(chunk, scores.Length), losses[..scores.Length]);
                design.AddProducts(scores, chunk, sums[..^1]);
            }
        });
        Finish(coefficients, gradient);
        return _sums[^1] + 0.5 * penalty * Reductions.SumOfSquares(coefficients.AsSpan(0, design.Intercept));
    }

    public void Product(double[] vector, Span<double> result)
    {
        var shift = design.Shift(vector);
        _blocks.Sum(_sums, (start, end, sums) =>
        {
            Span<double> buffer = stackalloc double[LinearDesign.Chunk];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                var scores = buffer[..Math.Min(LinearDesign.Chunk, end - chunk)];
                design.Scores(vector, shift, chunk, scores);
                for (var i = 0; i < scores.Length; i++) scores[i] *= _curvatures[chunk + i];
                design.AddProducts(scores, chunk, sums[..^1]);
            }
        });
        Finish(vector, result);
    }

    public void Diagonal(Span<double> result)
    {
        _blocks.Sum(_sums, (start, end, sums) =>
        {
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
                design.AddSquares(_curvatures.AsSpan(chunk, Math.Min(LinearDesign.Chunk, end - chunk)), chunk, sums[..^1]);
        });
        design.FinishSquares(_sums.AsSpan(0, design.Slots));
        for (var s = 0; s < design.Intercept; s++) result[s] = design.IsActive[s] ? _sums[s] + penalty : 0;
        result[design.Intercept] = _sums[design.Intercept];
    }

    // Turns scores into residuals; keeps loss and curvature.
    void Differentiate(int start, Span<double> scores, Span<double> losses)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            var score = scores[i];
            var (weight, label) = (design.Weights[start + i], labels[start + i]);
            var e = Functions.Exp(-Math.Abs(score));
            var share = 1 / (1 + e);
            losses[i] = Math.Max(score, 0) + Functions.Log1P(e) - label * score;
            scores[i] = weight * ((score >= 0 ? share : e * share) - label);
            _curvatures[start + i] = weight * (e * share * share);
        }
    }

    void Finish(double[] vector, Span<double> result)
    {
        design.FinishProducts(_sums.AsSpan(0, design.Slots));
        for (var s = 0; s < design.Intercept; s++) result[s] = _sums[s] + penalty * vector[s];
        result[design.Intercept] = _sums[design.Intercept];
    }
}
