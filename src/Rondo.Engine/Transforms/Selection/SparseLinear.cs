using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms.Selection;

/// <summary>
/// Linear and logistic regression with an L1 penalty (Tibshirani 1996): half the mean squared error, or the mean log loss, plus alpha times the
/// absolute coefficients, the intercepts free. Accelerated proximal gradients (Beck and Teboulle 2009) with restarts (O'Donoghue and Candes 2015).
/// </summary>
sealed class SparseLinear
{
    private const int StepsAtMost = 3000;
    private const double Tolerance = 1e-6;

    private readonly LinearDesign _design;
    private readonly TaskKind _task;
    private readonly double[] _target;
    private readonly int _scores;
    private readonly BlockSums _blocks;
    private readonly double[] _sums;

    public SparseLinear(LinearDesign design, Target target)
    {
        _design = design;
        _task = target.Task;
        _scores = target.Task == TaskKind.Multiclass ? target.Classes.Length : 1;
        _target = target.Task == TaskKind.Regression ? Standardised(target.Values) : target.Values;
        _sums = new double[_scores * design.Slots + 1];
        _blocks = new BlockSums(design.Rows, _sums.Length, design.Threads, design.Cancellation);
    }

    /// <summary>For each feature the largest absolute coefficient of its slots; the target in units of its standard deviation.</summary>
    /// <param name="share">The penalty as a share of the smallest that leaves no coefficient.</param>
    public double[] Strengths(double share)
    {
        var start = Start();
        var gradient = new double[start.Length];
        Loss(start, gradient);
        var highest = 0.0;
        for (var i = 0; i < gradient.Length; i++)
            if (IsPenalised(i)) highest = Math.Max(highest, Math.Abs(gradient[i]));
        // When the penalty leaves nothing, the columns that would enter first are the strongest.
        var coefficients = highest > 0 && share < 1 ? Solve(start, share * highest, highest) : gradient;
        return PerFeature(coefficients);
    }

    double[] Solve(double[] start, double alpha, double highest)
    {
        var (x, y, z) = ((double[])start.Clone(), (double[])start.Clone(), new double[start.Length]);
        var gradient = new double[start.Length];
        var (curvature, momentum) = (0.25, 1.0);
        for (var step = 0; step < StepsAtMost; step++)
        {
            _design.Cancellation.ThrowIfCancellationRequested();
            var loss = Loss(y, gradient);
            while (true)
            {
                for (var i = 0; i < z.Length; i++) z[i] = Shrunk(y[i] - gradient[i] / curvature, IsPenalised(i) ? alpha / curvature : 0);
                if (Loss(z, null) <= loss + Rise(gradient, y, z, curvature) + 1e-13 * Math.Abs(loss)) break;
                curvature *= 2;
            }
            var (largest, turn) = (0.0, 0.0);
            for (var i = 0; i < z.Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(z[i] - y[i]));
                turn += (y[i] - z[i]) * (z[i] - x[i]);
            }
            if (turn > 0) momentum = 1;
            var next = (1 + Math.Sqrt(1 + 4 * momentum * momentum)) / 2;
            for (var i = 0; i < z.Length; i++) y[i] = z[i] + (momentum - 1) / next * (z[i] - x[i]);
            (x, z, momentum) = (z, x, next);
            if (curvature * largest <= Tolerance * highest) break;
        }
        return x;
    }

    // The mean loss at these coefficients, and its slopes.
    double Loss(double[] coefficients, double[]? gradient)
    {
        var slots = _design.Slots;
        var shifts = new double[_scores];
        for (var k = 0; k < _scores; k++) shifts[k] = _design.Shift(coefficients.AsSpan(k * slots, slots));
        _blocks.Sum(_sums, (start, end, sums) =>
        {
            var scores = new double[_scores][];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                for (var k = 0; k < _scores; k++)
                {
                    scores[k] = new double[Math.Min(LinearDesign.Chunk, end - chunk)];
                    _design.Scores(coefficients.AsSpan(k * slots, slots), shifts[k], chunk, scores[k]);
                }
                sums[^1] += TurnIntoResiduals(scores, chunk);
                if (gradient is null) continue;
                for (var k = 0; k < _scores; k++) _design.AddProducts(scores[k], chunk, sums.Slice(k * slots, slots));
            }
        });
        if (gradient is not null)
        {
            for (var k = 0; k < _scores; k++) _design.FinishProducts(_sums.AsSpan(k * slots, slots));
            for (var i = 0; i < gradient.Length; i++) gradient[i] = _sums[i] / _design.TotalWeight;
        }
        return _sums[^1] / _design.TotalWeight;
    }

    // Scores become the loss's slopes; the loss is returned.
    double TurnIntoResiduals(double[][] scores, int start)
    {
        var loss = 0.0;
        var row = new double[_scores];
        for (var i = 0; i < scores[0].Length; i++)
        {
            var (weight, truth) = (_design.Weights[start + i], _target[start + i]);
            for (var k = 0; k < _scores; k++) row[k] = scores[k][i];
            loss += weight * Slopes(row, truth);
            for (var k = 0; k < _scores; k++) scores[k][i] = weight * row[k];
        }
        return loss;
    }

    double Slopes(double[] scores, double truth)
    {
        var own = scores[0];
        switch (_task)
        {
            case TaskKind.Regression:
                scores[0] = own - truth;
                return scores[0] * scores[0] / 2;
            case TaskKind.Binary:
                scores[0] = Functions.Sigmoid(own) - truth;
                return Functions.Softplus(own) - truth * own;
            default:
                LinearModel.Softmax(scores);
                var loss = -Functions.Log(Math.Max(1e-300, scores[(int)truth]));
                scores[(int)truth]--;
                return loss;
        }
    }

    // Without coefficients: the mean, or the classes' log-odds.
    double[] Start()
    {
        var start = new double[_scores * _design.Slots];
        if (_task == TaskKind.Regression) return start;
        for (var k = 0; k < _scores; k++)
        {
            var total = 0.0;
            for (var i = 0; i < _target.Length; i++)
                if ((int)_target[i] == (_scores == 1 ? 1 : k)) total += _design.Weights[i];
            var share = Math.Clamp(total / _design.TotalWeight, 1e-12, 1 - 1e-12);
            start[k * _design.Slots + _design.Intercept] = _scores == 1 ? Functions.Log(share / (1 - share)) : Functions.Log(share);
        }
        return start;
    }

    double[] Standardised(double[] values)
    {
        var mean = Reductions.Dot(_design.Weights, values) / _design.TotalWeight;
        var squares = 0.0;
        for (var i = 0; i < values.Length; i++) squares += _design.Weights[i] * (values[i] - mean) * (values[i] - mean);
        var deviation = squares > 0 ? Math.Sqrt(squares / _design.TotalWeight) : 1;
        return Array.ConvertAll(values, value => (value - mean) / deviation);
    }

    double[] PerFeature(double[] coefficients)
    {
        var strengths = new double[_design.Features.Features.Count];
        var number = 0;
        var category = 0;
        for (var j = 0; j < strengths.Length; j++)
        {
            var feature = _design.Features.Features[j];
            var first = feature.IsCategorical ? _design.Categories[category++].Offset : number++;
            for (var k = 0; k < _scores; k++)
                for (var s = first; s < first + Math.Max(1, feature.Cardinality); s++)
                    strengths[j] = Math.Max(strengths[j], Math.Abs(coefficients[k * _design.Slots + s]));
        }
        return strengths;
    }

    bool IsPenalised(int index) => index % _design.Slots is var slot && slot != _design.Intercept && _design.IsActive[slot];

    static double Shrunk(double value, double by) => value > by ? value - by : value < -by ? value + by : 0;

    static double Rise(double[] gradient, double[] from, double[] to, double curvature)
    {
        var rise = 0.0;
        for (var i = 0; i < from.Length; i++)
        {
            var difference = to[i] - from[i];
            rise += difference * (gradient[i] + curvature / 2 * difference);
        }
        return rise;
    }
}
