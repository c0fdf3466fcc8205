namespace Rondo.Lifecycle.Reports;

/// <summary>What was asked, what counts as success, and what a person should look at.</summary>
static class ProblemSection
{
    public static void Add(HtmlText html, RunReport report)
    {
        html.Add($"""<section id="problem"><h2>Problem and success</h2><dl class="facts">""");
        AddFact(html, "Question", report.Question);
        AddFact(html, "Hypothesis", report.Hypothesis);
        if (report.TargetExpression is { } expression)
            html.Add($"""<dt>Target</dt><dd><span class="name">{report.Target}</span>, <span class="muted">computed as</span> <code>{expression}</code></dd>""");
        else AddFact(html, report.Task == "clustering" ? "Compared with" : "Target", report.Target);
        AddFact(html, "Task", $"{report.Task}, judged by {Figures.Label(report.Metric)}");
        AddFact(html, "Owner", report.Owner);
        html.Add($"</dl>");
        AddSuccess(html, report);
        if (!report.Measured.IsEmpty) html.Add($"""<p class="muted">Measured as well: {string.Join(", ", report.Measured.Select(m => $"{Figures.Label(m.Key)} {Figures.Metric(m.Key, m.Value)}"))}.</p>""");
        AddAlerts(html, report);
        html.Add($"</section>");
    }

    static void AddFact(HtmlText html, string term, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text)) html.Add($"<dt>{term}</dt><dd>{text}</dd>");
    }

    static void AddSuccess(HtmlText html, RunReport report)
    {
        if (report.Success.IsEmpty) return;
        html.Add($"""
            <h3>Success criteria</h3><div class="scroll" tabindex="0"><table class="slim">
            <thead><tr><th scope="col">Criterion</th><th scope="col" class="n">Asked</th><th scope="col" class="n">Reached</th><th scope="col" class="n">Result</th></tr></thead><tbody>
            """);
        foreach (var criterion in report.Success)
        {
            html.Add($"""
                <tr><th scope="row">{Figures.Label(criterion.Name)}</th><td class="n">{Figures.Bound(criterion.Name, criterion.Bound)}</td>
                <td class="n">{Figures.Metric(criterion.Name, criterion.Value)}</td>
                <td class="n"><span class="badge {(criterion.Met ? "good" : "bad")}">{(criterion.Met ? "met" : "missed")}</span></td></tr>
                """);
        }
        html.Add($"</tbody></table></div>");
    }

    static void AddAlerts(HtmlText html, RunReport report)
    {
        if (report.Alerts.IsEmpty) return;
        html.Add($"""<h3>Look at these</h3><ul class="alerts">""");
        foreach (var alert in report.Alerts)
        {
            html.Add($"""<li><span class="badge warn">{alert.Code}</span><span>{alert.Message}""");
            if (alert.Column is { } column) html.Add($"""<span class="muted">Column</span> <code>{column}</code>""");
            html.Add($"</span></li>");
        }
        html.Add($"</ul>");
    }
}
