using System.Collections.Immutable;

namespace Rondo.Lifecycle.Reports;

/// <summary>The best model on rows that no step has seen: metrics with intervals, curves, errors, importances.</summary>
static class TestSection
{
    const int _mostImportances = 20;
    const int _mostClasses = 30;
    const int _mostCurves = 7;
    const int _tablePoints = 21;

    public static void Add(HtmlText html, RunReport report, bool draw)
    {
        html.Add($"""<section id="test"><h2>Test results</h2><p class="muted">{report.Best} on {report.Rows.Test} rows that neither training nor the choice of the model has seen.</p>""");
        AddMetrics(html, report);
        html.Add($"""<div class="pair">""");
        AddCurves(html, draw, "roc", "ROC curve", "dashed: chance", ("False positive rate", "True positive rate"), report.Diagnostics.Roc, Charts.Roc);
        AddCurves(html, draw, "pr", "Precision and recall", "dashed: without a model", ("Recall", "Precision"), report.Diagnostics.PrecisionRecall, Charts.PrecisionRecall);
        AddGain(html, draw, report.Diagnostics);
        AddLift(html, draw, report.Diagnostics.Lift);
        AddCalibration(html, draw, report.Diagnostics.Calibration);
        AddConfusion(html, draw, report.Diagnostics.Confusion);
        AddPredictedByActual(html, draw, report.Diagnostics.PredictedByActual);
        AddResiduals(html, draw, report.Diagnostics.Residuals);
        html.Add($"</div>");
        AddImportances(html, draw, report);
        html.Add($"</section>");
    }

    static void AddMetrics(HtmlText html, RunReport report)
    {
        if (report.Test.IsEmpty) return;
        var level = report.Test.FirstOrDefault(m => m.Interval is not null)?.Interval?.Level;
        html.Add($"""
            <div class="scroll" tabindex="0"><table class="slim"><thead><tr><th scope="col">Metric</th><th scope="col" class="n">Value</th>
            <th scope="col" class="n">{(level is { } l ? $"{Figures.Share(l, 1).Replace(".0", "", StringComparison.Ordinal)} bootstrap interval" : "Interval")}</th>
            <th scope="col" class="n">Better is</th></tr></thead><tbody>
            """);
        foreach (var metric in report.Test)
        {
            html.Add($"""
                <tr class="{(metric.Name == report.Metric ? "best" : "")}"><th scope="row">{Figures.Label(metric.Name)}</th><td class="n">{Figures.Metric(metric.Name, metric.Value)}</td>
                <td class="n">{Figures.Between(metric) ?? metric.Reason ?? Figures.Undefined}</td><td class="n muted">{(Figures.MoreIsBetter(metric.Name) ? "higher" : "lower")}</td></tr>
                """);
        }
        html.Add($"</tbody></table></div>");
    }

    static void AddCurves(HtmlText html, bool draw, string id, string title, string reference, (string X, string Y) axes,
        ImmutableArray<CurveReport> curves, Func<ImmutableArray<CurveReport>, System.Text.Json.Nodes.JsonObject> chart)
    {
        if (curves.IsEmpty) return;
        ImmutableArray<CurveReport> drawn = [.. curves.Take(_mostCurves)];
        var caption = curves.Length == 1
            ? (curves[0].Area is { } area ? $"Area {Figures.Metric("roc_auc", area)}; {reference}." : $"{char.ToUpperInvariant(reference[0])}{reference[1..]}.")
            : $"Each class against the rest." + (drawn.Length < curves.Length ? $" The first {drawn.Length} of {curves.Length} classes." : "");
        var points = curves.Sum(c => c.Points.Length);
        var shown = drawn.Sum(c => c.Thin(Charts.MostPoints).Points.Length);
        if (shown < points) caption += $" {Figures.Count(shown)} of {Figures.Count(points)} points drawn.";
        ReportPage.AddFigure(html, draw, id, title, caption, chart(drawn), () =>
        {
            foreach (var curve in drawn)
            {
                html.Add($"<table>");
                if (curve.Class is { } name) html.Add($"""<caption class="name">{name}{(curve.Area is { } a ? $", area {Figures.Metric("roc_auc", a)}" : "")}</caption>""");
                html.Add($"""<thead><tr><th scope="col" class="n">{axes.X}</th><th scope="col" class="n">{axes.Y}</th><th scope="col" class="n">Threshold</th></tr></thead><tbody>""");
                foreach (var p in curve.Thin(_tablePoints).Points)
                    html.Add($"""<tr><td class="n">{Figures.Metric("recall", p.X)}</td><td class="n">{Figures.Metric("recall", p.Y)}</td><td class="n">{Figures.Metric("recall", p.Threshold)}</td></tr>""");
                html.Add($"</tbody></table>");
            }
        });
    }

    // Rates and the class's share give both curves: of all rows so many are above a threshold, of the class so many.
    static void AddGain(HtmlText html, bool draw, Diagnostics diagnostics)
    {
        if (diagnostics is not { Roc: [{ Class: null } roc], PrecisionRecall: [{ Prevalence: > 0 and < 1 and var share }] }) return;
        var gain = roc with { Points = [.. roc.Points.Select(p => new CurvePoint((share * p.Y) + ((1 - share) * p.X), p.Y, p.Threshold))] };
        ReportPage.AddFigure(html, draw, "gain", "Gain", "How much of the class is found in the rows most likely to have it; dashed: in rows taken at random.", Charts.Gain([gain]), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col" class="n">Rows taken</th><th scope="col" class="n">Of the class found</th><th scope="col" class="n">Lift</th></tr></thead><tbody>""");
            for (var tenth = 1; tenth <= 10; tenth++)
            {
                var (taken, found) = (tenth / 10.0, FoundAt(gain.Points, tenth / 10.0));
                html.Add($"""<tr><td class="n">{Figures.Share(taken, 1)}</td><td class="n">{Figures.Share(found, 1)}</td><td class="n">{Figures.Number(found / taken)}</td></tr>""");
            }
            html.Add($"</tbody></table>");
        });
    }

    static void AddLift(HtmlText html, bool draw, ImmutableArray<CurvePoint> points)
    {
        if (points.IsEmpty) return;
        ReportPage.AddFigure(html, draw, "lift", "Lift", "How many times more of the class the most likely rows hold than rows taken at random; dashed: those.", Charts.Lift(points), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col" class="n">Rows taken</th><th scope="col" class="n">Lift</th><th scope="col" class="n">Threshold</th></tr></thead><tbody>""");
            foreach (var p in points.Where((_, i) => i % (1 + points.Length / _tablePoints) == 0))
                html.Add($"""<tr><td class="n">{Figures.Share(p.X, 1)}</td><td class="n">{Figures.Number(p.Y)}</td><td class="n">{Figures.Metric("recall", p.Threshold)}</td></tr>""");
            html.Add($"</tbody></table>");
        });
    }

    // Between two thresholds rows of one probability lie, which are taken in no order.
    static double FoundAt(ImmutableArray<CurvePoint> points, double taken)
    {
        for (var i = 1; i < points.Length; i++)
        {
            var (a, b) = (points[i - 1], points[i]);
            if (b.X >= taken - 1e-12) return b.X > a.X ? a.Y + ((b.Y - a.Y) * Math.Clamp((taken - a.X) / (b.X - a.X), 0, 1)) : b.Y;
        }
        return 1;
    }

    static void AddCalibration(HtmlText html, bool draw, ImmutableArray<ProbabilityBin> bins)
    {
        if (bins.IsEmpty) return;
        ReportPage.AddFigure(html, draw, "calibration", "Calibration", "Of the rows given a probability, how many had the class; dashed: exactly that many.", Charts.Calibration(bins), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col" class="n">From</th><th scope="col" class="n">To</th><th scope="col" class="n">Predicted</th><th scope="col" class="n">Observed</th><th scope="col" class="n">Rows</th></tr></thead><tbody>""");
            foreach (var b in bins)
            {
                var isEmpty = b.Rows == 0;
                html.Add($"""
                    <tr><td class="n">{Figures.Short("recall", b.Low)}</td><td class="n">{Figures.Short("recall", b.High)}</td><td class="n">{Figures.Metric("recall", isEmpty ? null : b.Predicted)}</td>
                    <td class="n">{Figures.Metric("recall", isEmpty ? null : b.Observed)}</td><td class="n">{b.Rows}</td></tr>
                    """);
            }
            html.Add($"</tbody></table>");
        });
    }

    static void AddConfusion(HtmlText html, bool draw, ConfusionReport? confusion)
    {
        if (confusion is null) return;
        var classes = confusion.Classes;
        var caption = "Rows by actual and predicted class; the colour is the share of the actual class."
            + (confusion.Threshold is { } t ? $" Threshold {Figures.Short("recall", t)}." : "");
        var tooMany = classes.Length > _mostClasses;
        if (tooMany) caption = $"By class; {classes.Length} classes are too many to draw.";
        ReportPage.AddFigure(html, draw && !tooMany, "confusion", "Confusion", caption, Charts.Confusion(confusion), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col">Actual</th>""");
            if (!tooMany) foreach (var name in classes) html.Add($"""<th scope="col" class="n"><span class="muted">as</span> <span class="name">{name}</span></th>""");
            html.Add($"""<th scope="col" class="n">Recall</th><th scope="col" class="n">Precision</th></tr></thead><tbody>""");
            for (var a = 0; a < classes.Length; a++)
            {
                var (right, actual, predicted) = (confusion.Counts[a][a], confusion.Counts[a].Sum(), confusion.Counts.Sum(row => row[a]));
                html.Add($"""<tr><th scope="row" class="name">{classes[a]}</th>""");
                if (!tooMany) foreach (var count in confusion.Counts[a]) html.Add($"""<td class="n">{count}</td>""");
                html.Add($"""<td class="n">{Figures.Share(right, actual)}</td><td class="n">{Figures.Share(right, predicted)}</td></tr>""");
            }
            html.Add($"</tbody></table>");
        });
    }

    static void AddPredictedByActual(HtmlText html, bool draw, ImmutableArray<GridCell> cells)
    {
        if (cells.IsEmpty) return;
        ReportPage.AddFigure(html, draw, "predicted", "Predicted and actual", "Darker: more rows; dashed: exactly right. The outermost cells hold the rows beyond.", Charts.PredictedByActual(cells), () =>
        {
            // A grid of a thousand cells is no table: one line for each range of predictions says the same.
            html.Add($"""<table><thead><tr><th scope="col" class="n">Predicted from</th><th scope="col" class="n">to</th><th scope="col" class="n">Actual, about</th><th scope="col" class="n">Rows</th></tr></thead><tbody>""");
            foreach (var column in cells.GroupBy(c => c.PredictedLow).OrderBy(g => g.Key))
            {
                var rows = column.Sum(c => c.Rows);
                var mean = column.Sum(c => c.Rows * (c.ActualLow + c.ActualHigh) / 2) / rows;
                html.Add($"""<tr><td class="n">{Figures.Number(column.Key)}</td><td class="n">{Figures.Number(column.First().PredictedHigh)}</td><td class="n">{Figures.Number(mean)}</td><td class="n">{rows}</td></tr>""");
            }
            html.Add($"</tbody></table>");
        });
    }

    static void AddResiduals(HtmlText html, bool draw, ImmutableArray<HistogramBin> bins)
    {
        if (bins.IsEmpty) return;
        ReportPage.AddFigure(html, draw, "residuals", "Errors", "Actual minus predicted. The outermost bars hold the rows beyond.", Charts.Residuals(bins), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col" class="n">From</th><th scope="col" class="n">To</th><th scope="col" class="n">Rows</th></tr></thead><tbody>""");
            foreach (var bin in bins) html.Add($"""<tr><td class="n">{Figures.Number(bin.Low)}</td><td class="n">{Figures.Number(bin.High)}</td><td class="n">{bin.Rows}</td></tr>""");
            html.Add($"</tbody></table>");
        });
    }

    static void AddImportances(HtmlText html, bool draw, RunReport report)
    {
        if (report.Importances.IsEmpty) return;
        var all = report.Importances;
        ImportanceReport[] drawn = [.. all.Take(_mostImportances)];
        var caption = $"How much {Figures.Label(report.Metric)} worsens when one feature's values are shuffled; the line is one standard deviation either way."
            + (all.Length > _mostImportances ? $" The first {_mostImportances} of {all.Length} features." : "");
        ReportPage.AddFigure(html, draw, "importances", "What the model relies on", caption, Charts.Importances(report.Metric, drawn), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col">Feature</th><th scope="col" class="n">Worse by</th><th scope="col" class="n">± std</th></tr></thead><tbody>""");
            foreach (var i in all) html.Add($"""<tr><th scope="row" class="name">{i.Feature}</th><td class="n">{Figures.Metric(report.Metric, i.Drop)}</td><td class="n">{Figures.Metric(report.Metric, i.Std)}</td></tr>""");
            html.Add($"</tbody></table>");
        });
    }
}
