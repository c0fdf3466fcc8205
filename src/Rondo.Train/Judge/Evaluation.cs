using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;

namespace Rondo.Train.Judge;

/// <summary>A metric on the test rows with its bootstrap interval; both null where undefined.</summary>
public sealed record MeasuredMetric(string Metric, double? Value, double? Low, double? High, string? Reason);

/// <summary>All metrics of the task on rows that nothing was fitted or chosen on.</summary>
public static class Evaluation
{
    public static IReadOnlyList<MeasuredMetric> Measure(Scored scored, ulong seed, int threads, CancellationToken cancellation)
    {
        var metrics = MetricSet.For(scored.Target.Task);
        var intervals = Bootstrap.Intervals(metrics, scored, seed, threads: threads, cancellation: cancellation);
        return [.. metrics.Select((metric, m) =>
        {
            var value = metric.Compute(scored);
            return new MeasuredMetric(PartCatalog.NameOf(metric), value.Value, intervals[m]?.Low, intervals[m]?.High, value.Reason);
        })];
    }

    public static IReadOnlyDictionary<string, double?> Values(Scored scored) =>
        MetricSet.Compute(scored).ToDictionary(m => m.Name, m => m.Value.Value);
}
