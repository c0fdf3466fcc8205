namespace Rondo.Lifecycle.Reports;

/// <summary>Which rows and columns there were, which were left out, what was done to the rest, and why.</summary>
static class DataSection
{
    public static void Add(HtmlText html, RunReport report)
    {
        html.Add($"""<section id="data"><h2>Data</h2>""");
        AddRows(html, report.Rows);
        AddColumns(html, report);
        AddChecks(html, report);
        AddPreparation(html, report);
        html.Add($"</section>");
    }

    static void AddRows(HtmlText html, RowsReport rows)
    {
        html.Add($"""<div class="scroll" tabindex="0"><table class="slim"><thead><tr><th scope="col">Rows</th><th scope="col" class="n">Count</th><th scope="col" class="n">Share</th></tr></thead><tbody>""");
        AddRow("", "Read", rows.Read);
        foreach (var dropped in rows.Dropped) AddRow("off", $"Left out: {dropped.Reason}", dropped.Rows);
        AddRow("", "Training", rows.Train);
        AddRow("", "Test", rows.Test);
        html.Add($"</tbody></table></div>");

        void AddRow(string kind, string name, long count) =>
            html.Add($"""<tr class="{kind}"><th scope="row">{name}</th><td class="n">{count}</td><td class="n">{Figures.Share(count, rows.Read)}</td></tr>""");
    }

    static void AddColumns(HtmlText html, RunReport report)
    {
        if (report.Columns.IsEmpty) return;
        var used = report.Columns.Count(c => c.Used);
        html.Add($"""
            <h3>Columns</h3><p class="muted">{used} of {report.Columns.Length} reach the model.</p>
            <div class="scroll" role="region" aria-label="Columns" tabindex="0"><table><thead><tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col" class="n">Missing</th>
            <th scope="col" class="n">Distinct</th><th scope="col">Used</th><th scope="col">Why</th></tr></thead><tbody>
            """);
        foreach (var column in report.Columns)
        {
            html.Add($"""
                <tr class="{(column.Used ? "" : "off")}"><th scope="row" class="name">{column.Name}</th><td class="nowrap">{column.Type}</td>
                <td class="n">{(column.Missing == 0 ? "0" : $"{Figures.Count(column.Missing)} ({Figures.Share(column.Missing, report.Rows.Read)})")}</td>
                <td class="n">{(column.Distinct is { } distinct ? Figures.Count(distinct) : Figures.Undefined)}</td><td>{(column.Used ? "yes" : "no")}</td><td class="why">{column.Reason}</td></tr>
                """);
        }
        html.Add($"</tbody></table></div>");
    }

    static void AddChecks(HtmlText html, RunReport report)
    {
        if (report.Checks.IsEmpty) return;
        html.Add($"""
            <h3>Checks</h3><p class="muted">{report.Checks.Count(c => c.Passed)} of {report.Checks.Length} passed.</p>
            <div class="scroll" role="region" aria-label="Checks" tabindex="0"><table><thead><tr><th scope="col">Of</th><th scope="col">Expected</th><th scope="col">On failure</th>
            <th scope="col">Result</th><th scope="col" class="n">Rows</th><th scope="col">Found</th></tr></thead><tbody>
            """);
        foreach (var check in report.Checks)
        {
            html.Add($"""
                <tr><th scope="row" class="name">{check.Subject}</th><td>{check.Expected}</td><td>{check.OnFail}</td>
                <td>{(check.Passed ? "passed" : "failed")}</td><td class="n">{check.Rows}</td><td class="why">{check.Message}</td></tr>
                """);
        }
        html.Add($"</tbody></table></div>");
    }

    static void AddPreparation(HtmlText html, RunReport report)
    {
        if (report.Preparation.IsEmpty) return;
        html.Add($"""<h3>What was done to the data, and why</h3><ol class="done">""");
        foreach (var step in report.Preparation)
            html.Add($"""<li><strong>{step.Step}</strong> {step.Detail}<br><span class="muted">{step.Reason}</span></li>""");
        html.Add($"</ol>");
    }
}
