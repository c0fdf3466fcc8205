using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// The squared hinge of two classes (labels -1 and 1), or for numbers the squared error beyond epsilon, times c, plus half the
/// squared coefficients. As in LIBLINEAR the intercept of uncentred columns is penalised too: a column of the value
/// <paramref name="interceptScaling"/> with a coefficient like any other.
/// </summary>
sealed class SquaredMarginLoss(LinearDesign design, double[] targets, double c, double? epsilon, double interceptScaling) : ILogisticLoss
{
    private readonly BlockSums _blocks = new(design.Rows, design.Slots + 1, design.Threads, design.Cancellation);
    private readonly double[] _sums = new double[design.Slots + 1];
    private readonly double[] _curvatures = new double[design.Rows];
    private readonly double _interceptPenalty = 1 / (interceptScaling * interceptScaling);

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
                sums[^1] += Reductions.Sum(losses[..scores.Length]);
                design.AddProducts(scores, chunk, sums[..^1]);
            }
        });
        Finish(coefficients, shift, gradient);
        return _sums[^1] + 0.5 * Reductions.SumOfSquares(coefficients.AsSpan(0, design.Intercept)) + 0.5 * _interceptPenalty * shift * shift;
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
        Finish(vector, shift, result);
    }

    public void Diagonal(Span<double> result)
    {
        _blocks.Sum(_sums, (start, end, sums) =>
        {
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
                design.AddSquares(_curvatures.AsSpan(chunk, Math.Min(LinearDesign.Chunk, end - chunk)), chunk, sums[..^1]);
        });
        design.FinishSquares(_sums.AsSpan(0, design.Slots));
        for (var s = 0; s < design.Intercept; s++)
            result[s] = design.IsActive[s] ? _sums[s] + 1 + _interceptPenalty * design.Centres[s] * design.Centres[s] : 0;
        result[design.Intercept] = _sums[design.Intercept] + _interceptPenalty;
    }

    // Turns scores into slopes; keeps loss and curvature.
    void Differentiate(int start, Span<double> scores, Span<double> losses)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            var target = targets[start + i];
            // How far the score is on the wrong side, with its direction.
            var error = epsilon is { } free ? Beyond(scores[i] - target, free) : Math.Min(0, target * scores[i] - 1) * target;
            var strength = c * design.Weights[start + i];
            losses[i] = strength * error * error;
            scores[i] = 2 * strength * error;
            _curvatures[start + i] = error != 0 ? 2 * strength : 0;
        }
    }

    static double Beyond(double error, double free) => error > free ? error - free : error < -free ? error + free : 0;

    void Finish(double[] vector, double shift, Span<double> result)
    {
        design.FinishProducts(_sums.AsSpan(0, design.Slots));
        var pull = _interceptPenalty * shift;
        for (var s = 0; s < design.Intercept; s++)
            result[s] = design.IsActive[s] ? _sums[s] + vector[s] - pull * design.Centres[s] : 0;
        result[design.Intercept] = _sums[design.Intercept] + pull;
    }
}
