using System.Collections.Concurrent;
using Rondo.Deploy.Protocols.Http;

namespace Rondo.Server.Http;

/// <summary>What is known of served models beyond their requests: drift, metrics and labels, as the last look found them.</summary>
public sealed class ModelGauges
{
    // Names and labels of what may be set; the alerts below are the server's own.
    static readonly (string Name, string[] Labels, string Help)[] s_gauges =
    [
        ("rondo_alert_firing", ["model", "alert", "severity"], "Whether a rule of the model's file fires: 1 or 0."),
        ("rondo_drift_score", ["model", "feature", "method"], "How far a column is from the reference, by the method that was chosen for it."),
        ("rondo_drift_effect_ratio", ["model", "feature"], "How large a column's change is, 0 to 1."),
        ("rondo_drift_alerting", ["model", "feature"], "Whether a column drifts: sure, and large enough to matter: 1 or 0."),
        ("rondo_model_metric", ["model", "version", "metric", "kind"], "A metric of the model in use: realised by labels, or estimated without them."),
        ("rondo_model_metric_breached", ["model", "version", "metric"], "Whether a realised metric lies beyond its declared bound with its whole interval: 1 or 0."),
        ("rondo_label_coverage_ratio", ["model"], "The share of predictions that have their label."),
        ("rondo_label_delay_seconds", ["model"], "How late labels come, the median."),
        ("rondo_experiment_srm_pvalue", ["model", "experiment"], "How likely sizes of arms as uneven as these are, if units are assigned as declared."),
        ("rondo_experiment_srm_alerting", ["model", "experiment"], "Whether the sizes of arms are surely, and noticeably, not the declared ones: 1 or 0."),
    ];

    // Counted elsewhere, and set here to what was counted.
    static readonly (string Name, string[] Labels, string Help)[] s_counters =
    [
        ("rondo_experiment_assignments_total", ["model", "experiment", "variation"], "Requests that an arm of an experiment answered, or was asked for."),
        ("rondo_retrain_runs_total", ["model", "trigger", "decision"], "Retrains that ended, by cause and by what followed: promoted, experiment, held, refused, failed or cancelled."),
        ("rondo_rollbacks_total", ["model"], "How often a model went back to an earlier version, or a challenger was taken away."),
    ];

    static readonly (string Name, string[] Labels, string Help, string Type)[] s_families =
        [.. s_gauges.Select(f => (f.Name, f.Labels, f.Help, "gauge")), .. s_counters.Select(f => (f.Name, f.Labels, f.Help, "counter"))];

    readonly ConcurrentDictionary<(string Family, string Labels), double> _values = new();

    /// <summary>The names that may be set.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_families.Select(f => f.Name)];

    /// <summary>Sets one value.</summary>
    /// <param name="labels">The values of the family's labels, in their order.</param>
    public void Set(string name, double value, params ReadOnlySpan<string> labels) => _values[(name, LabelsOf(name, labels))] = value;

    /// <summary>Takes away everything of a family that begins with these labels, such as all columns of a model: what is no longer measured must not stay as it was.</summary>
    public void Clear(string name, params ReadOnlySpan<string> labels)
    {
        var begin = LabelsOf(name, labels);
        foreach (var key in _values.Keys.Where(k => k.Family == name && (k.Labels == begin || begin.Length == 0 || k.Labels.StartsWith(begin + ",", StringComparison.Ordinal)))) _values.TryRemove(key, out _);
    }

    public string Text()
    {
        var text = new MetricsText();
        foreach (var family in s_families)
        {
            text.Family(family.Name, family.Type, family.Help);
            foreach (var (key, value) in _values.Where(v => v.Key.Family == family.Name).OrderBy(v => v.Key.Labels, StringComparer.Ordinal)) text.Line(family.Name, key.Labels, value);
        }
        return text.ToString();
    }

    static string LabelsOf(string name, ReadOnlySpan<string> values)
    {
        var family = s_families.FirstOrDefault(f => f.Name == name);
        if (family.Labels is null || values.Length > family.Labels.Length) throw new ArgumentException($"'{name}' has no such labels.", nameof(name));
        var labels = new (string, string)[values.Length];
        for (var i = 0; i < values.Length; i++) labels[i] = (family.Labels[i], values[i]);
        return MetricsText.Labels(labels);
    }
}
