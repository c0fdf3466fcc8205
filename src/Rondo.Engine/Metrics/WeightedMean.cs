using Rondo.Engine.Numerics;

namespace Rondo.Engine.Metrics;

/// <summary>Metrics that are a mean over the rows.</summary>
static class WeightedMean
{
    public static WeightedMetric Of(double[] perRow) => weights => Compute(perRow, weights) is { } mean ? MetricValue.Of(mean) : NoRows;

    public static WeightedMetric RootOf(double[] perRow) => weights => Compute(perRow, weights) is { } mean ? MetricValue.Of(Math.Sqrt(mean)) : NoRows;

    public static MetricValue NoRows => MetricValue.Undefined("no row has a weight");

    static double? Compute(double[] perRow, ReadOnlySpan<double> weights)
    {
        var total = Reductions.Sum(weights);
        return total > 0 ? Reductions.Dot(weights, perRow) / total : null;
    }
}
