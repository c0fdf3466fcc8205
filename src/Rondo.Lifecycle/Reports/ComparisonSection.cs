using System.Collections.Immutable;

namespace Rondo.Lifecycle.Reports;

/// <summary>What changed since the version before this one.</summary>
static class ComparisonSection
{
    const int _mostChanges = 50;

    public static void Add(HtmlText html, ComparisonReport? comparison)
    {
        if (comparison is null) return;
        html.Add($"""<section id="comparison"><h2>Compared with {comparison.Version}</h2><p class="muted">{Sentence(comparison)}</p>""");
        html.Add($"""<div class="scroll" tabindex="0"><table class="slim"><thead><tr><th scope="col">Test metric</th><th scope="col" class="n">{comparison.Version}</th><th scope="col" class="n">This version</th><th scope="col" class="n">Change</th></tr></thead><tbody>""");
        foreach (var metric in comparison.Metrics)
        {
            html.Add($"""
                <tr><th scope="row">{Figures.Label(metric.Name)}</th><td class="n">{Figures.Metric(metric.Name, metric.Before)}</td>
                <td class="n">{Figures.Metric(metric.Name, metric.After)}</td><td class="n">{(metric.After - metric.Before is { } change ? Figures.Number(change) : Figures.Undefined)}</td></tr>
                """);
        }
        html.Add($"</tbody></table></div>");
        AddChanges(html, "Changed in the file", comparison.Spec);
        AddChanges(html, "Changed features", comparison.Features);
        html.Add($"</section>");
    }

    static string Sentence(ComparisonReport comparison) => comparison switch
    {
        { IsSameModel: true } => "Both are the same model, bit by bit.",
        { IsSameData: true } => "Both learned from the same data.",
        _ => "The data differ, so the metrics are of different test rows.",
    };

    static void AddChanges(HtmlText html, string title, ImmutableArray<ValueChange> changes)
    {
        if (changes.IsEmpty) return;
        html.Add($"""<h3>{title}</h3><div class="scroll" tabindex="0"><table class="slim"><thead><tr><th scope="col">Name</th><th scope="col">Before</th><th scope="col">Now</th></tr></thead><tbody>""");
        foreach (var change in changes.Take(_mostChanges))
            html.Add($"""<tr><th scope="row"><code>{change.Name}</code></th><td>{change.Before ?? "-"}</td><td>{change.After ?? "-"}</td></tr>""");
        html.Add($"</tbody></table></div>");
        if (changes.Length > _mostChanges) html.Add($"<p>And {Figures.Count(changes.Length - _mostChanges)} more.</p>");
    }
}
