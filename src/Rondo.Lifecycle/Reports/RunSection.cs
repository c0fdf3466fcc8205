namespace Rondo.Lifecycle.Reports;

/// <summary>What it takes to have the same model again: hashes, versions, steps.</summary>
static class RunSection
{
    public static void Add(HtmlText html, RunReport report)
    {
        html.Add($"""<section id="run"><h2>Run</h2><p class="muted">The same resolved file, data and program give the same model, bit by bit.</p><dl class="facts">""");
        html.Add($"<dt>Run</dt><dd><code>{report.Run}</code></dd><dt>Started</dt><dd>{Figures.Instant(report.Started)}</dd>");
        foreach (var (name, hash) in report.Hashes) html.Add($"<dt>{name}</dt><dd><code>{hash}</code></dd>");
        foreach (var (name, version) in report.Versions) html.Add($"<dt>{name}</dt><dd>{version}</dd>");
        html.Add($"</dl>");
        AddSteps(html, report);
        html.Add($"</section>");
    }

    static void AddSteps(HtmlText html, RunReport report)
    {
        if (report.Steps.IsEmpty) return;
        html.Add($"""<h3>Steps</h3><div class="scroll" tabindex="0"><table class="slim"><thead><tr><th scope="col">Step</th><th scope="col" class="n">Time</th><th scope="col" class="n">Result</th></tr></thead><tbody>""");
        foreach (var step in report.Steps)
            html.Add($"""<tr class="{(step.Cached ? "off" : "")}"><th scope="row">{step.Step}</th><td class="n">{Figures.Seconds(step.Seconds)}</td><td class="n">{(step.Cached ? "known from before" : "computed")}</td></tr>""");
        html.Add($"</tbody></table></div>");
    }
}
