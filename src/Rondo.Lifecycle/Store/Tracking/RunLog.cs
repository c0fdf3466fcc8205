namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>What is logged to a run at once: all of it or nothing.</summary>
public sealed record RunLog
{
    public IReadOnlyList<LoggedMetric> Metrics { get; init; } = [];

    /// <summary>Those of the metrics that belong to a logged model too.</summary>
    public IReadOnlyList<LoggedModelMetric> ModelMetrics { get; init; } = [];

    /// <summary>Set once: another value for the same name is a mistake.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Params { get; init; } = [];

    /// <summary>A later value replaces an earlier one.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
}
