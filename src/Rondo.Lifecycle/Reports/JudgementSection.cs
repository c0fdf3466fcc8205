using System.Collections.Immutable;
using System.Globalization;

namespace Rondo.Lifecycle.Reports;

/// <summary>How far the best model can be trusted, where it is weak, and what moves its predictions.</summary>
static class JudgementSection
{
    const int _mostColumns = 20;
    const int _mostSlices = 50;

    /// <summary>Whether there is anything to show.</summary>
    public static bool Has(RunReport report) => report.Judgement is var j && (HasFacts(j) || HasFigures(j)
        || report.Tree is not null || !j.WeakSlices.IsEmpty || !j.Slices.IsEmpty || j.Fairness is not null);

    public static void Add(HtmlText html, RunReport report, bool draw)
    {
        if (!Has(report)) return;
        var judgement = report.Judgement;
        html.Add($"""<section id="judgement"><h2>Judgement</h2>""");
        AddFacts(html, report, judgement);
        AddSlices(html, "Weak slices", "Parts of the test rows where the model is significantly worse than on the others.", "Mean loss", null, judgement.WeakSlices);
        AddSlices(html, "Slices", "The test rows by the columns that the file names.", Figures.Label(report.Metric), report.Metric, judgement.Slices);
        AddFairness(html, judgement.Fairness);
        AddLearningCurve(html, draw, report.Metric, judgement.LearningCurve);
        AddContributions(html, draw, judgement.Contributions);
        AddDependence(html, draw, report, judgement.PartialDependence);
        if (report.Tree is { } tree) html.Add($"<h3>The tree</h3><pre>{tree}</pre>");
        html.Add($"</section>");
    }

    static bool HasFacts(JudgementReport j) => j.Calibration is not null || j.Threshold is not null || j.Intervals is not null || j.Fit is not null;

    static bool HasFigures(JudgementReport j) => !j.LearningCurve.IsEmpty || j.Contributions is { Columns.IsEmpty: false } || !j.PartialDependence.IsEmpty;

    static void AddFacts(HtmlText html, RunReport report, JudgementReport judgement)
    {
        if (!HasFacts(judgement)) return;
        html.Add($"""<dl class="facts">""");
        if (judgement.Fit is { } fit)
        {
            html.Add($"""
                <dt>Fit</dt><dd><span class="badge {(fit.IsOverfitted ? "warn" : "good")}">{(fit.IsOverfitted ? "overfitted" : "holds")}</span> {Figures.Label(report.Metric)} {Figures.Metric(report.Metric, fit.Train)}
                on rows learned from, {Figures.Metric(report.Metric, fit.Validation)} on others. <span class="muted">{fit.Message}</span></dd>
                """);
        }
        if (judgement.Calibration is { } calibration) html.Add($"<dt>Calibration</dt><dd>{Calibrated(calibration)}</dd>");
        if (judgement.Threshold is { } threshold) html.Add($"<dt>Threshold</dt><dd>{Chosen(threshold)}</dd>");
        if (judgement.Intervals is { } intervals)
        {
            html.Add($"""
                <dt>Intervals</dt><dd>A prediction ± {Figures.Number(intervals.HalfWidth)} is meant to hold {Figures.Share(intervals.Level, 1)} of the truths;
                it holds {(intervals.Coverage is { } coverage ? Figures.Share(coverage, 1) : Figures.Undefined)} of the test rows'.</dd>
                """);
        }
        html.Add($"</dl>");
    }

    static string Calibrated(CalibrationReport calibration) => calibration.Method == "none"
        ? $"Probabilities are used as they are; their calibration error is {Figures.Metric("ece", calibration.Before)} out of fold."
        : $"{calibration.Method}: the calibration error out of fold falls from {Figures.Metric("ece", calibration.Before)} to {Figures.Metric("ece", calibration.After)}.";

    static string Chosen(ThresholdReport threshold)
    {
        var rule = threshold.Rule switch { "given" => "as given", "min_cost" => "the cheapest", var metric => $"best by {Figures.Label(metric)}" };
        var text = $"The positive class is predicted from a probability of {Figures.Short("recall", threshold.Value)} on, {rule}.";
        if (threshold.CostPerRow is not { } cost) return text;
        return text + $" A test row costs {Figures.Number(cost)} on the mean{(threshold.CostAtHalf is { } half ? $"; with 0.5 it would be {Figures.Number(half)}" : "")}.";
    }

    static void AddSlices(HtmlText html, string title, string caption, string label, string? metric, ImmutableArray<SliceReport> slices)
    {
        if (slices.IsEmpty) return;
        if (slices.Length > _mostSlices) caption += $" The first {_mostSlices} of {Figures.Count(slices.Length)}.";
        var hasP = slices.Any(s => s.PValue is not null);
        html.Add($"""
            <h3>{title}</h3><p class="muted">{caption}</p><div class="scroll" role="region" aria-label="{title}" tabindex="0"><table class="slim">
            <thead><tr><th scope="col">Rows where</th><th scope="col" class="n">Rows</th><th scope="col" class="n">{label}</th>
            """);
        if (hasP) html.Add($"""<th scope="col" class="n">p</th>""");
        html.Add($"</tr></thead><tbody>");
        foreach (var slice in slices.Take(_mostSlices))
        {
            var value = metric is null ? slice.Value is { } loss ? Figures.Number(loss) : Figures.Undefined : Figures.Metric(metric, slice.Value);
            html.Add($"""<tr><th scope="row" class="name">{slice.Slice}</th><td class="n">{slice.Rows}</td><td class="n">{value}</td>""");
            if (hasP) html.Add($"""<td class="n">{(slice.PValue is { } p ? Probability(p) : Figures.Undefined)}</td>""");
            html.Add($"</tr>");
        }
        html.Add($"</tbody></table></div>");
    }

    static string Probability(double p) => p < 0.001 ? "<0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    static void AddFairness(HtmlText html, FairnessReport? fairness)
    {
        if (fairness is null) return;
        html.Add($"""
            <h3>Fairness</h3><p><span class="badge {(fairness.Met ? "good" : "bad")}">{(fairness.Met ? "met" : "missed")}</span> By <span class="name">{fairness.By}</span>
            the worst group's {Figures.Label(fairness.Metric)} is {(fairness.Ratio is { } ratio ? Figures.Share(ratio, 1) : Figures.Undefined)} of the best group's; asked for at least {Figures.Share(fairness.Bound, 1)}.</p>
            <div class="scroll" tabindex="0"><table class="slim"><thead><tr><th scope="col">Group</th><th scope="col" class="n">Rows</th><th scope="col" class="n">{Figures.Label(fairness.Metric)}</th></tr></thead><tbody>
            """);
        foreach (var group in fairness.Groups.Take(_mostSlices))
            html.Add($"""<tr><th scope="row" class="name">{group.Slice}</th><td class="n">{group.Rows}</td><td class="n">{Figures.Metric(fairness.Metric, group.Value)}</td></tr>""");
        html.Add($"</tbody></table></div>");
    }

    static void AddLearningCurve(HtmlText html, bool draw, string metric, ImmutableArray<LearningRow> rows)
    {
        if (rows.IsEmpty) return;
        ReportPage.AddFigure(html, draw, "learning", "Learning curve", "The best model, fitted on more and more rows: does more data still help?", JudgementCharts.LearningCurve(metric, rows), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col" class="n">Rows</th><th scope="col" class="n">On rows learned from</th><th scope="col" class="n">On other rows</th></tr></thead><tbody>""");
            foreach (var row in rows) html.Add($"""<tr><td class="n">{row.Rows}</td><td class="n">{Figures.Metric(metric, row.Train)}</td><td class="n">{Figures.Metric(metric, row.Validation)}</td></tr>""");
            html.Add($"</tbody></table>");
        });
    }

    static void AddContributions(HtmlText html, bool draw, ContributionReport? contributions)
    {
        if (contributions is not { Columns.IsEmpty: false }) return;
        ColumnContribution[] drawn = [.. contributions.Columns.Take(_mostColumns)];
        var space = contributions.Space switch { "log_odds" => "log-odds", "probability" => "probability", _ => "prediction" };
        var caption = $"How far each column moves the {space} of a test row on the mean, up or down{(contributions.IsExact ? "" : ", by estimate")}."
            + (drawn.Length < contributions.Columns.Length ? $" The first {drawn.Length} of {contributions.Columns.Length} columns." : "");
        ReportPage.AddFigure(html, draw, "contributions", "What moves predictions", caption, JudgementCharts.Contributions(drawn, $"Mean size of the contribution to the {space}"), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col">Column</th><th scope="col" class="n">Mean size</th></tr></thead><tbody>""");
            foreach (var c in contributions.Columns) html.Add($"""<tr><th scope="row" class="name">{c.Column}</th><td class="n">{Figures.Number(c.Mean)}</td></tr>""");
            html.Add($"</tbody></table>");
        });
    }

    static void AddDependence(HtmlText html, bool draw, RunReport report, ImmutableArray<DependenceReport> all)
    {
        if (all.IsEmpty) return;
        var of = report.Diagnostics.Confusion is not { Classes: var classes } ? "" : classes.Length == 2 ? $" Predicted is the probability of '{classes[1]}'." : $" Predicted is the probability of '{classes[0]}'.";
        html.Add($"""<h3>Partial dependence</h3><p class="muted">The mean prediction when a column is set to one value in all rows.{of}</p><div class="pair">""");
        for (var i = 0; i < all.Length; i++)
        {
            var dependence = all[i];
            ReportPage.AddFigure(html, draw, string.Create(CultureInfo.InvariantCulture, $"dependence-{i + 1}"), dependence.Column, "", JudgementCharts.Dependence(dependence), () =>
            {
                html.Add($"""<table><thead><tr><th scope="col">Value</th><th scope="col" class="n">Mean prediction</th></tr></thead><tbody>""");
                for (var v = 0; v < dependence.Values.Length; v++)
                    html.Add($"""<tr><th scope="row" class="name">{dependence.Values[v]}</th><td class="n">{Figures.Number(dependence.Predictions[v])}</td></tr>""");
                html.Add($"</tbody></table>");
            });
        }
        html.Add($"</div>");
    }
}
