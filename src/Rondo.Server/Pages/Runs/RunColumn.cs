using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Pages.Runs;

/// <summary>A column of the table of runs: a metric or a parameter.</summary>
public sealed record RunColumn(bool IsMetric, string Name)
{
    const int MostMetrics = 3;
    const int MostParams = 6;

    /// <summary>As the filter language writes it; a backtick within a name is doubled.</summary>
    public string Field => $"{(IsMetric ? "metrics" : "params")}.`{Name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>As the address writes it.</summary>
    public string Key => $"{(IsMetric ? "metrics" : "params")}.{Name}";

    public string Title => IsMetric ? Figures.Label(Name) : Name;

    public static RunColumn? Parse(string key) =>
        key.StartsWith("metrics.", StringComparison.Ordinal) ? new(true, key["metrics.".Length..])
        : key.StartsWith("params.", StringComparison.Ordinal) ? new(false, key["params.".Length..])
        : null;

    /// <summary>What tells these runs apart: the metric that judges them first, then the parameters that differ.</summary>
    public static IReadOnlyList<RunColumn> Choose(IReadOnlyList<TrackedRun> runs, string? primary)
    {
        var metrics = runs.SelectMany(r => r.Metrics.Select(m => m.Name)).GroupBy(n => n)
            .OrderByDescending(g => g.Key == primary).ThenBy(g => g.Key.Contains('.', StringComparison.Ordinal)).ThenByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(MostMetrics).Select(g => new RunColumn(true, g.Key));
        var differing = runs.SelectMany(r => r.Params).GroupBy(p => p.Key)
            .Select(g => (Name: g.Key, Different: g.Select(p => p.Value).Distinct().Count(), Runs: g.Count()))
            .Where(p => p.Different > 1)
            .OrderByDescending(p => p.Runs).ThenBy(p => p.Name, StringComparer.Ordinal)
            .Take(MostParams).Select(p => new RunColumn(false, p.Name));
        return [.. metrics, .. differing];
    }

    public string ValueOf(TrackedRun run)
    {
        if (!IsMetric) return run.Params.FirstOrDefault(p => p.Key == Name).Value ?? "";
        foreach (var metric in run.Metrics)
            if (metric.Name == Name) return MetricText.Of(Name, metric.Value);
        return "";
    }
}
