using System.Collections.Immutable;
using Rondo.Engine.Numerics;

namespace Rondo.Train.Tune;

/// <summary>
/// The density of points in a space: one kernel around each point and a flat one over the whole space, of equal weight.
/// A kernel is a product over the dimensions: a normal cut off at the ends, or most of the weight on the point's own choice.
/// </summary>
sealed class ParzenEstimator
{
    // Aitchison and Aitken 1976: what a choice gives away to all choices alike.
    private const double ChoiceSmoothing = 0.2;

    private readonly ImmutableArray<Dimension> _dimensions;
    private readonly IReadOnlyList<double[]> _points;
    private readonly double[] _bandwidths;

    public ParzenEstimator(SearchSpace space, IReadOnlyList<double[]> points)
    {
        _dimensions = space.Dimensions;
        _points = points;
        _bandwidths = [.. _dimensions.Select((d, j) => Bandwidth(d, [.. points.Select(p => p[j])]))];
    }

    public double[] Sample(CounterRandom random)
    {
        var counter = 0UL;
        var kernel = random.Below(counter++, _points.Count + 1);
        var point = new double[_dimensions.Length];
        for (var j = 0; j < point.Length; j++)
        {
            var unit = kernel == _points.Count ? random.Uniform(counter++)
                : _dimensions[j] is ChoiceDimension ? SampleChoice(_points[kernel][j], random, ref counter)
                : SampleNormal(_points[kernel][j], _bandwidths[j], random, ref counter);
            // On the value's own point, for that is where its outcome will stand.
            point[j] = _dimensions[j].UnitOf(_dimensions[j].At(unit));
        }
        return point;
    }

    public double LogDensity(double[] point)
    {
        var logs = new double[_points.Count + 1];
        for (var k = 0; k < _points.Count; k++)
            for (var j = 0; j < point.Length; j++) logs[k] += LogKernel(j, point[j], _points[k][j]);
        var largest = logs.Max();
        var sum = 0.0;
        foreach (var log in logs) sum += Functions.Exp(log - largest);
        return largest + Functions.Log(sum / logs.Length);
    }

    double LogKernel(int j, double unit, double centre)
    {
        if (_dimensions[j] is ChoiceDimension { Choices.Length: var choices })
            return Functions.Log((Index(unit, choices) == Index(centre, choices) ? (1 - ChoiceSmoothing) * choices : 0) + ChoiceSmoothing);
        var bandwidth = _bandwidths[j];
        var z = (unit - centre) / bandwidth;
        var mass = NormalShare((1 - centre) / bandwidth) - NormalShare(-centre / bandwidth);
        return -0.5 * z * z - Functions.Log(2.5066282746310002 * bandwidth * mass);
    }

    // Scott's rule (1992) for as many dimensions, never narrower than a share of the range that few points can tell apart.
    double Bandwidth(Dimension dimension, double[] values)
    {
        var n = Math.Max(1, values.Length);
        var mean = values.Sum() / n;
        var deviation = n == 1 ? 0.25 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (n - 1));
        var scott = 1.06 * deviation * Functions.Pow(n, -1.0 / (_dimensions.Length + 4));
        var least = Math.Max(1.0 / Math.Min(100, 1 + 2 * n), dimension.Levels is { } levels ? 0.5 / levels : 0);
        return Math.Clamp(scott, least, 1);
    }

    static double SampleChoice(double centre, CounterRandom random, ref ulong counter) =>
        random.Uniform(counter++) < 1 - ChoiceSmoothing ? centre : random.Uniform(counter++);

    static double SampleNormal(double centre, double bandwidth, CounterRandom random, ref ulong counter)
    {
        for (var attempt = 0; attempt < 64; attempt++)
        {
            var radius = Math.Sqrt(-2 * Functions.Log(1 - random.Uniform(counter++)));
            var value = centre + bandwidth * radius * Functions.Cos(2 * Math.PI * random.Uniform(counter++));
            if (value is >= 0 and <= 1) return value;
        }
        return centre;
    }

    static int Index(double unit, int choices) => Math.Min((int)(unit * choices), choices - 1);

    // Abramowitz and Stegun 1964, 26.2.17: error below 7.5e-8.
    static double NormalShare(double z)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(z));
        var tail = 0.3989422804014327 * Functions.Exp(-0.5 * z * z)
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z >= 0 ? 1 - tail : tail;
    }
}
