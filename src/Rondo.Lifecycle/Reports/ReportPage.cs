using System.Text;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Reports;

/// <summary>The report as one HTML page that opens anywhere without a network.</summary>
public static class ReportPage
{
    static readonly string _style = Resource("report.css");
    static readonly string _script = Resource("report.js");

    public static string Render(RunReport report, ChartScripts scripts)
    {
        var html = new HtmlText();
        AddHead(html, $"{report.Name}: {report.Best}{(report.Target is null ? "" : $" for {report.Target}")}", report.Versions.GetValueOrDefault("rondo"), scripts);
        html.Add($"""<body><a class="skip" href="#main">Skip to the results</a>""");
        AddHeader(html, report);
        html.Add($"""<main id="main">""");
        if (!scripts.AreThere)
            html.Add($"""<p class="notice">The chart library was not beside the program when this report was written, so it has tables and no charts.</p>""");
        ProblemSection.Add(html, report);
        ModelsSection.Add(html, report, scripts.AreThere);
        SearchSection.Add(html, report, scripts.AreThere);
        TestSection.Add(html, report, scripts.AreThere);
        JudgementSection.Add(html, report, scripts.AreThere);
        ComparisonSection.Add(html, report.Comparison);
        DataSection.Add(html, report);
        LeakageSection.Add(html, report);
        RunSection.Add(html, report);
        html.Add($"</main>");
        AddEnd(html, scripts, "report.json");
        return html.ToString();
    }

    internal static void AddEnd(HtmlText html, ChartScripts scripts, string twin)
    {
        AddFooter(html, scripts, twin);
        foreach (var script in scripts.Scripts)
        {
            html.AddTrusted($"<script type=\"text/plain\" data-packed>{script.Base64}</script>\n");
        }
        html.AddTrusted($"<script>{_script}</script>\n");
        html.Add($"</body></html>");
    }

    // The policy names every script by its hash and allows nothing else: no network, no handlers in the markup, no eval.
    internal static void AddHead(HtmlText html, string title, string? version, ChartScripts scripts)
    {
        string[] hashes = [ChartScripts.HashOf(Encoding.UTF8.GetBytes(_script)), .. scripts.Scripts.Select(s => s.Hash)];
        var policy = $"default-src 'none'; script-src {string.Join(' ', hashes)}; style-src {ChartScripts.HashOf(Encoding.UTF8.GetBytes(_style))}; "
            + "base-uri 'none'; form-action 'none'";
        html.AddTrusted("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        html.AddTrusted($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        html.Add($"""<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">""");
        html.Add($"""<meta name="generator" content="Rondo {version}">""");
        html.Add($"<title>{title}</title>");
        html.AddTrusted($"<style>{_style}</style>\n");
        html.Add($"</head>");
    }

    static void AddHeader(HtmlText html, RunReport report)
    {
        var verdict = Verdict.Of(report);
        html.Add($"""<header><h1><span class="name">{report.Name}</span> · model report</h1>""");
        html.Add($"""<span class="badge {(verdict.IsGood ? "good" : "bad")}">{verdict.Status}</span>""");
        html.Add($"""<p class="verdict">{verdict.Sentence}</p>""");
        html.Add($"""<dl class="tiles">""");
        if (report.Test.FirstOrDefault(m => m.Name == report.Metric) is { } test)
            AddTile(html, $"Test {Figures.Label(test.Name)}", Figures.Metric(test.Name, test.Value), Figures.Between(test));
        html.Add($"""<div><dt>Best model</dt><dd><span class="word">{report.Best}</span><small>{Registered(report)}</small></dd></div>""");
        AddTile(html, "Trained on", Figures.Count(report.Rows.Train), "rows");
        AddTile(html, "Tested on", Figures.Count(report.Rows.Test), "unseen rows");
        AddTile(html, "Took", Figures.Seconds(report.Steps.Sum(s => s.Seconds)), Figures.Instant(report.Started));
        html.Add($"</dl>");
        AddContents(html, report);
        html.Add($"</header>");
    }

    static void AddContents(HtmlText html, RunReport report)
    {
        html.Add($"""<nav aria-label="Sections"><ul><li><a href="#problem">Problem and success</a></li><li><a href="#models">Models</a></li>""");
        if (SearchSection.Has(report)) html.Add($"""<li><a href="#search">Search</a></li>""");
        html.Add($"""<li><a href="#test">Test results</a></li>""");
        if (JudgementSection.Has(report)) html.Add($"""<li><a href="#judgement">Judgement</a></li>""");
        if (report.Comparison is not null) html.Add($"""<li><a href="#comparison">Comparison</a></li>""");
        html.Add($"""<li><a href="#data">Data</a></li>""");
        if (LeakageSection.Has(report)) html.Add($"""<li><a href="#leakage">Leakage</a></li>""");
        html.Add($"""<li><a href="#run">Run</a></li></ul></nav>""");
    }

    internal static void AddTile(HtmlText html, string term, string value, string? note) =>
        html.Add($"<div><dt>{term}</dt><dd>{value}<small>{note}</small></dd></div>");

    static string Registered(RunReport report)
    {
        if (report.Model is null) return "not registered";
        var name = report.Version is { } version ? $"{report.Model}, version {Figures.Count(version)}" : report.Model;
        return report.Aliases.IsEmpty ? name : $"{name}, {string.Join(", ", report.Aliases)}";
    }

    static void AddFooter(HtmlText html, ChartScripts scripts, string twin)
    {
        html.Add($"<footer><p>Aggregates only: no row of the data is in this page. Times are UTC. The same content for programs is in {twin}.</p>");
        if (scripts.Licences.Length > 0)
            html.Add($"<details><summary>Licences of the chart library</summary><pre>{scripts.Licences}</pre></details>");
        html.Add($"</footer>");
    }

    /// <summary>A chart and the table beside it.</summary>
    internal static void AddFigure(HtmlText html, bool draw, string id, string title, string caption, JsonObject spec, Action table)
    {
        html.Add($"""<figure id="{id}"><figcaption><strong>{title}</strong> <span>{caption}</span></figcaption>""");
        if (draw)
        {
            html.Add($"""<rondo-chart class="plot" data-chart="{id}-spec" hidden></rondo-chart>""");
            // The default encoder writes <, > and & as escapes, so no value can end the element.
            html.AddTrusted($"<script type=\"application/json\" id=\"{id}-spec\">{spec.ToJsonString()}</script>\n");
            html.Add($"""<details class="data"><summary>Show as a table</summary>""");
        }
        html.Add($"""<div class="scroll" role="region" aria-label="{title}, as a table" tabindex="0">""");
        table();
        html.Add($"</div>");
        if (draw) html.Add($"</details>");
        html.Add($"</figure>");
    }

    static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream($"{typeof(ReportPage).Namespace}.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
