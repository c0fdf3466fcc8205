using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Cause;
using Rondo.Observe.Drift;
using Rondo.Observe.Reference;

namespace Rondo.Lifecycle.Reports.Monitoring;

/// <summary>The report of what was observed as one HTML page that opens anywhere without a network.</summary>
static class MonitoringPage
{
    // Of wider tables the columns that drifted least are left out.
    const int MostColumns = 200;
    const int LongestName = 80;

    public static string Render(MonitoringReport report, ChartScripts scripts)
    {
        var html = new HtmlText();
        ReportPage.AddHead(html, $"{DriftText.Short(report.Name)}: observed", RondoVersion.Current, scripts);
        html.Add($"""<body><a class="skip" href="#main">Skip to the results</a>""");
        AddHeader(html, report);
        html.Add($"""<main id="main">""");
        if (!scripts.AreThere)
            html.Add($"""<p class="notice">The chart library was not beside the program when this report was written, so it has tables and no charts.</p>""");
        AddColumns(html, report.Columns);
        if (report.Performance is { } performance) AddPerformance(html, performance, scripts.AreThere);
        if (report.Model is { Windows.Count: > 0 } looked) AddWindows(html, looked.Windows, scripts.AreThere);
        AddHistograms(html, report, scripts.AreThere);
        html.Add($"</main>");
        ReportPage.AddEnd(html, scripts, "what `rondo observe --output json` prints");
        return html.ToString();
    }

    static void AddHeader(HtmlText html, MonitoringReport report)
    {
        html.Add($"""<header><h1><span class="name">{DriftText.Short(report.Name)}</span> · observed</h1><span class="badge {report.Kind}">{report.State}</span>""");
        html.Add($"""<p class="verdict">{DriftText.Short(string.Join(' ', report.Sentences), 1000)}</p><dl class="tiles">""");
        ReportPage.AddTile(html, "Looked at", Figures.Count(report.CurrentRows), report.Model is { } looked ? $"rows from {SpanText.Of(looked.Whole.From)} to {SpanText.Of(looked.Whole.To)}" : "rows");
        ReportPage.AddTile(html, "Reference", Figures.Count(report.ReferenceRows), "rows");
        ReportPage.AddTile(html, "Drifted", Figures.Count(report.Columns.Count(c => c.IsAlert)), $"of {Figures.Count(report.Columns.Count)} columns");
        html.Add($"</dl></header>");
    }

    static void AddColumns(HtmlText html, IReadOnlyList<ColumnDrift> columns)
    {
        if (columns.Count == 0) return;
        html.Add($"""
            <section id="columns"><h2>Columns</h2><div class="scroll" role="region" aria-label="Columns" tabindex="0"><table><thead><tr><th scope="col">Column</th><th scope="col">Drift</th>
            <th scope="col" class="n">Effect</th><th scope="col" class="n">p, corrected</th><th scope="col">Method</th><th scope="col">Note</th></tr></thead><tbody>
            """);
        foreach (var column in LookedAt.Sorted(columns).Take(MostColumns))
        {
            html.Add($"""
                <tr><th scope="row" class="name">{DriftText.Short(column.Name, LongestName)}</th><td><span class="badge {DriftText.Kind(column)}">{DriftText.Word(column)}</span></td><td class="n">{DriftText.Effect(column)}</td>
                <td class="n">{DriftText.P(column.PValue)}</td><td>{column.Method}</td><td class="why">{DriftText.Short(column.Note, 160)}</td></tr>
                """);
        }
        html.Add($"</tbody></table></div>");
        if (columns.Count > MostColumns) html.Add($"""<p class="muted">The {MostColumns} that drifted most of {columns.Count} columns.</p>""");
        html.Add($"</section>");
    }

    static void AddPerformance(HtmlText html, ObservedPerformance observed, bool draw)
    {
        if (observed.Windows.IsEmpty || observed.WatchedMetric is not { } metric) return;
        html.Add($"""<section id="performance"><h2>Performance</h2>""");
        ReportPage.AddFigure(html, draw, "performance-time", $"{Figures.Label(metric)} over time", "95% intervals; without labels the estimate alone.", MonitoringCharts.Performance(observed, metric), () => AddMetric(html, observed, metric));
        if (observed.NewestLabelled is { } newest)
        {
            AddCauses(html, newest);
            AddSlices(html, newest);
        }
        html.Add($"</section>");
    }

    static void AddMetric(HtmlText html, ObservedPerformance observed, string metric)
    {
        html.Add($"""
            <table class="slim"><thead><tr><th scope="col">From</th><th scope="col" class="n">Rows</th><th scope="col" class="n">Labels</th><th scope="col" class="n">{Figures.Label(metric)}</th>
            <th scope="col">95% interval</th><th scope="col" class="n">Estimate</th></tr></thead><tbody>
            """);
        foreach (var window in observed.Windows)
        {
            var interval = window.Interval.TryGetValue(metric, out var i) ? $"{Figures.Metric(metric, i.Low)} to {Figures.Metric(metric, i.High)}" : "";
            html.Add($"""
                <tr><th scope="row" class="nowrap">{SpanText.Of(window.From)}</th><td class="n">{window.Rows}</td><td class="n">{Figures.Share(window.Labels.Count, window.Rows)}</td>
                <td class="n">{Figures.Metric(metric, window.Metrics.GetValueOrDefault(metric))}</td><td>{interval}</td><td class="n">{(window.Estimate.TryGetValue(metric, out var estimate) ? Figures.Metric(metric, estimate.Value) : "")}</td></tr>
                """);
        }
        html.Add($"</tbody></table>");
    }

    static void AddCauses(HtmlText html, PerformanceWindow window)
    {
        if (window.Causes.IsEmpty) return;
        html.Add($"""
            <h3>What made the error rise</h3><p class="muted">Of the window from {SpanText.Of(window.From)}.</p><div class="scroll" role="region" aria-label="Causes" tabindex="0"><table class="slim"><thead><tr><th scope="col">Range</th>
            <th scope="col" class="n">Rows</th><th scope="col" class="n">At training</th><th scope="col" class="n">Error</th><th scope="col" class="n">Elsewhere</th><th scope="col" class="n">Of the rise</th></tr></thead><tbody>
            """);
        foreach (RankedCause c in window.Causes)
            html.Add($"""<tr><th scope="row" class="name">{DriftText.Short(c.Range)}</th><td class="n">{Figures.Share(c.Share, 1)}</td><td class="n">{Figures.Share(c.ReferenceShare, 1)}</td><td class="n">{Figures.Number(c.Error)}</td><td class="n">{Figures.Number(c.ElsewhereError)}</td><td class="n">{Figures.Share(c.Explains, 1)}</td></tr>""");
        html.Add($"</tbody></table></div>");
    }

    static void AddSlices(HtmlText html, PerformanceWindow window)
    {
        if (window.Slices.IsEmpty) return;
        html.Add($"""
            <h3>Weak slices</h3><div class="scroll" role="region" aria-label="Weak slices" tabindex="0"><table class="slim"><thead><tr><th scope="col">Range</th><th scope="col" class="n">Rows</th>
            <th scope="col" class="n">Error</th><th scope="col" class="n">At training</th><th scope="col" class="n">p</th></tr></thead><tbody>
            """);
        foreach (WeakSlice s in window.Slices)
            html.Add($"""<tr><th scope="row" class="name">{DriftText.Short(s.Range)}</th><td class="n">{s.Rows}</td><td class="n">{Figures.Number(s.Error)}</td><td class="n">{Figures.Number(s.ReferenceError)}</td><td class="n">{DriftText.P(s.PValue)}</td></tr>""");
        html.Add($"</tbody></table></div>");
    }

    static void AddWindows(HtmlText html, IReadOnlyList<ObservedDrift> windows, bool draw)
    {
        html.Add($"""<section id="drift"><h2>Drift over time</h2>""");
        ReportPage.AddFigure(html, draw, "drift-time", "Share of columns that drifted", "", MonitoringCharts.DriftShare(windows), () =>
        {
            html.Add($"""<table class="slim"><thead><tr><th scope="col">From</th><th scope="col" class="n">Rows</th><th scope="col" class="n">Drifted</th><th scope="col">Columns</th></tr></thead><tbody>""");
            foreach (var w in windows)
            {
                var names = LookedAt.Sorted(w.Features.Columns).Where(c => c.IsAlert).Take(3).Select(c => DriftText.Short(c.Name, 40));
                html.Add($"""<tr><th scope="row" class="nowrap">{SpanText.Of(w.From)}</th><td class="n">{w.Features.CurrentRows}</td><td class="n">{Figures.Share(w.Features.Share, 1)}</td><td class="name">{string.Join(", ", names)}</td></tr>""");
            }
            html.Add($"</tbody></table>");
        });
        html.Add($"</section>");
    }

    static void AddHistograms(HtmlText html, MonitoringReport report, bool draw)
    {
        if (report.Histograms.IsEmpty) return;
        html.Add($"""<section id="each"><h2>Reference and current values</h2>""");
        if (report.Histograms.Length < report.Columns.Count) html.Add($"""<p class="muted">Of the {report.Histograms.Length} columns that drifted most.</p>""");
        html.Add($"""<div class="pair">""");
        for (var i = 0; i < report.Histograms.Length; i++)
        {
            var histogram = report.Histograms[i];
            var missing = histogram is { ReferenceMissing: 0, CurrentMissing: 0 } ? "" : $"missing: {Figures.Share(histogram.ReferenceMissing, 1)} at training, {Figures.Share(histogram.CurrentMissing, 1)} now";
            ReportPage.AddFigure(html, draw, FormattableString.Invariant($"column-{i}"), DriftText.Short(histogram.Name, LongestName), missing, MonitoringCharts.Histogram(histogram), () => AddRanges(html, histogram));
        }
        html.Add($"</div></section>");
    }

    static void AddRanges(HtmlText html, ColumnHistogram histogram)
    {
        html.Add($"""<table class="slim"><thead><tr><th scope="col">Range</th><th scope="col" class="n">Reference</th><th scope="col" class="n">Current</th></tr></thead><tbody>""");
        foreach (var range in histogram.Ranges)
            html.Add($"""<tr><th scope="row" class="name">{DriftText.Short(range.Name)}</th><td class="n">{Figures.Share(range.Reference, 1)}</td><td class="n">{Figures.Share(range.Current, 1)}</td></tr>""");
        html.Add($"</tbody></table>");
    }
}
