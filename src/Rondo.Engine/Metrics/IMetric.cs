using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>
/// A number that says how good predictions are. Values equal scikit-learn's; where scikit-learn raises or warns that
/// the metric is undefined, there is no value but a reason.
/// </summary>
[PartKind("metric")]
public interface IMetric
{
    bool HigherIsBetter { get; }

    bool Fits(TaskKind task);

    /// <summary>Does once what doesn't depend on the rows' weights (errors, sorting), so that resampling is one pass each.</summary>
    WeightedMetric Prepare(Scored scored);
}

/// <summary>The metric under these weights of the rows, each at or above 0; a row of weight 0 is as if it were absent. Thread-safe.</summary>
public delegate MetricValue WeightedMetric(ReadOnlySpan<double> weights);

/// <summary>What every metric can do.</summary>
public static class MetricExtensions
{
    public static MetricValue Compute(this IMetric metric, Scored scored) =>
        scored.Problem is { } problem ? MetricValue.Undefined(problem) : metric.Prepare(scored)(scored.WeightsOrOnes());

    /// <summary>Whether the first value is strictly better than the second.</summary>
    public static bool IsBetter(this IMetric metric, double value, double than) => metric.HigherIsBetter ? value > than : value < than;
}
