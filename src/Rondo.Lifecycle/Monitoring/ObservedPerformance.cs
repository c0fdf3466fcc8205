using System.Collections.Immutable;
using Rondo.Lifecycle.Reports;
using Rondo.Observe.Cause;
using Rondo.Observe.Performance;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>How good a served model was, window by window.</summary>
/// <param name="Version">The version whose reference the windows are held against.</param>
/// <param name="Metric">The one that is watched.</param>
/// <param name="Bound">The bound that it must keep; null when there is none.</param>
/// <param name="Reference">Metrics of out-of-fold predictions at training.</param>
/// <param name="Windows">Those that have predictions, the oldest first.</param>
public sealed record ObservedPerformance(
    string Model, int Version, string? Metric, double? Bound, IReadOnlyDictionary<string, double?> Reference, EstimateTrust Trust, ImmutableArray<PerformanceWindow> Windows)
{
    /// <summary>The metric that is watched, else the first that the reference has; null when there is none.</summary>
    public string? WatchedMetric => Metric ?? Reference.Keys.FirstOrDefault();

    /// <summary>The newest window some of whose truth is known; null before there is one.</summary>
    public PerformanceWindow? NewestLabelled => Windows.LastOrDefault(w => w.Labels.Count > 0);
}

/// <summary>How good it was at predicting events of some time.</summary>
/// <param name="Rows">Predictions.</param>
/// <param name="Versions">Those that predicted.</param>
public sealed record PerformanceWindow(DateTimeOffset From, DateTimeOffset To, int Rows, ImmutableArray<int> Versions)
{
    /// <summary>Of the predictions whose truth is known; null where undefined, empty before there is one.</summary>
    public IReadOnlyDictionary<string, double?> Metrics { get; init; } = ImmutableDictionary<string, double?>.Empty;

    /// <summary>95% intervals of the metrics (bootstrap).</summary>
    public IReadOnlyDictionary<string, (double Low, double High)> Interval { get; init; } = ImmutableDictionary<string, (double, double)>.Empty;

    /// <summary>Of all rows, without their truth; empty while the estimate is not trusted or can't be made.</summary>
    public IReadOnlyDictionary<string, Estimated> Estimate { get; init; } = ImmutableDictionary<string, Estimated>.Empty;

    /// <summary>Whether the estimate was right, once the truth came; null before that.</summary>
    public bool? Grade { get; init; }

    /// <summary>Whether a metric lies beyond a bound with its whole interval, so that a few rows raise nobody.</summary>
    public bool IsBeyond(string? metric, double? bound)
    {
        if (metric is null || bound is not { } limit || Metrics.GetValueOrDefault(metric) is not { } value) return false;
        var (low, high) = Interval.TryGetValue(metric, out var interval) ? interval : (value, value);
        return Figures.IsBetter(metric, limit, Figures.MoreIsBetter(metric) ? high : low);
    }

    public required LabelCoverage Labels { get; init; }

    public ImmutableArray<RankedCause> Causes { get; init; } = [];

    public ImmutableArray<WeakSlice> Slices { get; init; } = [];

    /// <summary>Ids of the predictions that causes give as examples, by their place.</summary>
    public IReadOnlyDictionary<int, string> Examples { get; init; } = ImmutableDictionary<int, string>.Empty;
}

/// <summary>How much of the truth is known.</summary>
/// <param name="Count">Predictions whose truth is known.</param>
/// <param name="Unknown">Of them not counted: labels of classes that the model does not know.</param>
/// <param name="DelaySeconds">The median time from an event until its truth was known; null before there is one.</param>
public sealed record LabelCoverage(int Count, int Rows, int Unknown, double? DelaySeconds)
{
    public double Share => Rows == 0 ? 0 : (double)Count / Rows;
}
