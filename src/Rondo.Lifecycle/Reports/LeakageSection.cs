namespace Rondo.Lifecycle.Reports;

/// <summary>Which ways to leak were looked for, and what was found, with the evidence.</summary>
static class LeakageSection
{
    public static bool Has(RunReport report) => report.Leakage is not null;

    public static void Add(HtmlText html, RunReport report)
    {
        if (report.Leakage is not { } leakage) return;
        html.Add($"""<section id="leakage"><h2>Leakage</h2>""");
        if (leakage.Findings.IsEmpty) html.Add($"<p>Nothing in the columns tells of the target what would not be known when predicting: {leakage.Tests.Length} tests found nothing.</p>");
        else AddFindings(html, leakage);
        html.Add($"""<details class="data"><summary>What was looked for</summary><ul>""");
        foreach (var test in leakage.Tests) html.Add($"<li><strong>{test.Name}</strong> {test.Summary}</li>");
        html.Add($"</ul></details></section>");
    }

    static void AddFindings(HtmlText html, LeakageReport leakage)
    {
        html.Add($"""<ul class="alerts">""");
        foreach (var finding in leakage.Findings)
        {
            html.Add($"""<li><span class="badge {(finding.Allowed || finding.Severity != "error" ? "warn" : "bad")}">{finding.Code}</span><span>{finding.Message}""");
            if (finding.Allowed) html.Add($"""<span class="muted">The file allows it.</span>""");
            else html.Add($"""<span class="muted">{finding.Hint}</span>""");
            html.Add($"</span></li>");
        }
        html.Add($"</ul>");
    }
}
