using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>The multinomial logistic loss plus half the penalty times the squared coefficients of every class.</summary>
sealed class SoftmaxLoss : ILogisticLoss
{
    private readonly LinearDesign _design;
    private readonly int[] _labels;
    private readonly int _classes;
    private readonly double _penalty;
    private readonly BlockSums _blocks;
    private readonly double[] _sums;
    // They only shape the curvature, which leads to the optimum but doesn't define it: float32 will do.
    private readonly float[][] _probabilities;

    public SoftmaxLoss(LinearDesign design, int[] labels, int classes, double penalty)
    {
        (_design, _labels, _classes, _penalty) = (design, labels, classes, penalty);
        _sums = new double[Length + 1];
        _blocks = new BlockSums(design.Rows, Length + 1, design.Threads, design.Cancellation);
        _probabilities = [.. Enumerable.Range(0, classes).Select(_ => new float[design.Rows])];
    }

    private delegate void Change(int chunk, int length, double[] scores, Span<double> sums);

    public int Length => _classes * _design.Slots;

    public double Evaluate(double[] coefficients, Span<double> gradient)
    {
        Pass(coefficients, Differentiate);
        Finish(coefficients, gradient);
        var squares = 0.0;
        for (var k = 0; k < _classes; k++) squares += Reductions.SumOfSquares(coefficients.AsSpan(k * _design.Slots, _design.Intercept));
        return _sums[^1] + 0.5 * _penalty * squares;
    }

    public void Product(double[] vector, Span<double> result)
    {
        Pass(vector, Bend);
        Finish(vector, result);
    }

    public void Diagonal(Span<double> result)
    {
        _blocks.Sum(_sums, (start, end, sums) =>
        {
            Span<double> buffer = stackalloc double[LinearDesign.Chunk];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                var curvatures = buffer[..Math.Min(LinearDesign.Chunk, end - chunk)];
                for (var k = 0; k < _classes; k++)
                {
                    for (var i = 0; i < curvatures.Length; i++)
                    {
                        double p = _probabilities[k][chunk + i];
                        curvatures[i] = _design.Weights[chunk + i] * (p * (1 - p));
                    }
                    _design.AddSquares(curvatures, chunk, sums.Slice(k * _design.Slots, _design.Slots));
                }
            }
        });
        for (var k = 0; k < _classes; k++)
        {
            var own = _sums.AsSpan(k * _design.Slots, _design.Slots);
            var to = result.Slice(k * _design.Slots, _design.Slots);
            _design.FinishSquares(own);
            for (var s = 0; s < _design.Intercept; s++) to[s] = _design.IsActive[s] ? own[s] + _penalty : 0;
            to[_design.Intercept] = own[_design.Intercept];
        }
    }

    // Scores of every class for a chunk, changed into residuals, multiplied with the columns.
    void Pass(double[] vector, Change change)
    {
        var shifts = new double[_classes];
        for (var k = 0; k < _classes; k++) shifts[k] = _design.Shift(vector.AsSpan(k * _design.Slots, _design.Slots));
        _blocks.Sum(_sums, (start, end, sums) =>
        {
            var scores = new double[_classes * LinearDesign.Chunk];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                var length = Math.Min(LinearDesign.Chunk, end - chunk);
                for (var k = 0; k < _classes; k++)
                    _design.Scores(vector.AsSpan(k * _design.Slots, _design.Slots), shifts[k], chunk, scores.AsSpan(k * LinearDesign.Chunk, length));
                change(chunk, length, scores, sums);
                for (var k = 0; k < _classes; k++)
                    _design.AddProducts(scores.AsSpan(k * LinearDesign.Chunk, length), chunk, sums.Slice(k * _design.Slots, _design.Slots));
            }
        });
    }

    void Differentiate(int chunk, int length, double[] scores, Span<double> sums)
    {
        Span<double> losses = stackalloc double[LinearDesign.Chunk];
        for (var i = 0; i < length; i++)
        {
            var highest = scores[i];
            for (var k = 1; k < _classes; k++) highest = Math.Max(highest, scores[k * LinearDesign.Chunk + i]);
            var own = scores[_labels[chunk + i] * LinearDesign.Chunk + i];
            var sum = 0.0;
            for (var k = 0; k < _classes; k++)
            {
                ref var score = ref scores[k * LinearDesign.Chunk + i];
                sum += score = Functions.Exp(score - highest);
            }
            losses[i] = Functions.Log(sum) + highest - own;
            var weight = _design.Weights[chunk + i];
            for (var k = 0; k < _classes; k++)
            {
                ref var score = ref scores[k * LinearDesign.Chunk + i];
                var probability = score / sum;
                _probabilities[k][chunk + i] = (float)probability;
                score = weight * (probability - (_labels[chunk + i] == k ? 1 : 0));
            }
        }
        sums[^1] += Reductions.Dot(_design.Weights.AsSpan(chunk, length), losses[..length]);
    }

    void Bend(int chunk, int length, double[] scores, Span<double> sums)
    {
        for (var i = 0; i < length; i++)
        {
            double mean = 0, total = 0;
            for (var k = 0; k < _classes; k++)
            {
                double p = _probabilities[k][chunk + i];
                mean += p * scores[k * LinearDesign.Chunk + i];
                total += p;
            }
            // Divided by the rounded probabilities' own sum, the curvature can't turn negative.
            mean /= total;
            var weight = _design.Weights[chunk + i];
            for (var k = 0; k < _classes; k++)
            {
                ref var score = ref scores[k * LinearDesign.Chunk + i];
                score = weight * (_probabilities[k][chunk + i] * (score - mean));
            }
        }
    }

    void Finish(double[] vector, Span<double> result)
    {
        for (var k = 0; k < _classes; k++)
        {
            var start = k * _design.Slots;
            var own = _sums.AsSpan(start, _design.Slots);
            _design.FinishProducts(own);
            for (var s = 0; s < _design.Intercept; s++) result[start + s] = own[s] + _penalty * vector[start + s];
            result[start + _design.Intercept] = own[_design.Intercept];
        }
    }
}
