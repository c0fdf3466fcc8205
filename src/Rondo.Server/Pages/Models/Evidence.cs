using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Models;

/// <summary>What speaks for and against making a version the champion: its gates and its metrics beside the champion's.</summary>
sealed record Evidence(ModelVersion Candidate, ModelVersion? Champion, RunReport? Report, RunReport? ChampionReport)
{
    public static Evidence Of(ModelVersion candidate, ModelVersion? champion, PackageReports reports) =>
        new(candidate, champion, reports.Of(candidate), champion is null ? null : reports.Of(champion));

    public IReadOnlyList<ComparedMetric> Metrics =>
        [.. Candidate.Metrics.Keys.Order(StringComparer.Ordinal).Select(Compare).OrderByDescending(m => m.IsPrimary)];

    /// <summary>Metrics of different test rows are not quite comparable.</summary>
    public bool IsSameData => Champion is null || Champion.DataHash == Candidate.DataHash;

    /// <summary>For the audit trail.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["success"] = Candidate.Success ? "met" : "missed" };
        foreach (var metric in Metrics)
        {
            facts[metric.Name] = Figures.Metric(metric.Name, metric.After);
            if (Champion is not null) facts[$"champion.{metric.Name}"] = Figures.Metric(metric.Name, metric.Before);
        }
        if (Champion is not null) facts["same_data"] = IsSameData ? "yes" : "no";
        return facts;
    }

    ComparedMetric Compare(string name) => new(name, name == Report?.Metric, Champion?.Metrics.GetValueOrDefault(name), Candidate.Metrics.GetValueOrDefault(name));
}

/// <summary>A metric of the champion and of the candidate.</summary>
sealed record ComparedMetric(string Name, bool IsPrimary, double? Before, double? After)
{
    public double? Change => After - Before;

    /// <summary>null when there is nothing to compare, or no difference.</summary>
    public bool? IsBetter => After is { } after && Before is { } before && after != before ? Figures.IsBetter(Name, after, before) : null;
}
