using System.Text.Json;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>How the file that a model was trained from wants it watched: its section <c>observe</c>, and what follows from the others when that is silent.</summary>
/// <param name="spec">The resolved file as it stands in the package.</param>
public sealed class WatchRules(JsonElement spec)
{
    const string ById = "prediction_id";

    static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    public TimeSpan DriftWindow => Duration("drift", "window") ?? s_day;

    /// <summary>Changes below this are negligible; null for the usual bound.</summary>
    public double? SmallestEffect => spec.NumberAt("observe", "drift", "threshold");

    /// <summary>What is watched: said for it, else what the model was chosen by.</summary>
    public string? Metric => spec.TextAt("observe", "performance", "metric") ?? spec.TextAt("train", "metric");

    /// <summary>The metric's bound, in its good direction; null when there is none.</summary>
    public double? Bound => spec.NumberAt("observe", "performance", "threshold") ?? (Metric is { } metric ? spec.NumberAt("define", "success", metric) : null);

    public TimeSpan PerformanceWindow => Duration("performance", "window") ?? s_day;

    /// <summary>The column that labels by key find their predictions by; null when they go by the unit that a request names.</summary>
    public string? LabelKey
    {
        get
        {
            var said = spec.TextAt("observe", "labels", "key");
            return said is not null and not ById ? said : spec.TextAt("prepare", "entity") ?? spec.TextAt("prepare", "split", "key");
        }
    }

    /// <summary>Whether labels name predictions, not keys.</summary>
    public bool IsLabelledById => LabelKey is null || spec.TextAt("observe", "labels", "key") == ById;

    /// <summary>Where labels are read from by themselves; null when they are sent.</summary>
    public string? LabelSource => spec.TextAt("observe", "labels", "source");

    /// <summary>How late the truth usually is.</summary>
    public TimeSpan? LabelDelay => Duration("labels", "delay");

    TimeSpan? Duration(string group, string key) => spec.TextAt("observe", group, key) is { } text ? SpecValues.Span(text) : null;
}
