using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Reports;

/// <summary>The candidates with the spread of their folds, and what needs no learning.</summary>
static class ModelsSection
{
    const int _mostDrawn = 12;

    public static void Add(HtmlText html, RunReport report, bool draw)
    {
        var folds = report.Leaderboard.Max(r => (int?)r.Cv.GetValueOrDefault(report.Metric)?.Folds.Length) ?? 0;
        html.Add($"""<section id="models"><h2>Models</h2>""");
        html.Add($"""<p class="muted">Best first, by {Figures.Label(report.Metric)}{Over(folds)}. Each fold refits every step of the preparation.</p>""");
        AddTable(html, report);
        AddFolds(html, report, draw);
        AddBaselines(html, report);
        html.Add($"</section>");
    }

    static string Over(int folds) => folds switch
    {
        0 => "",
        1 => " on held-out training rows",
        _ => $" over {Figures.Count(folds)} folds of the training rows",
    };

    static void AddTable(HtmlText html, RunReport report)
    {
        var label = Figures.Label(report.Metric);
        html.Add($"""
            <div class="scroll" role="region" aria-label="Leaderboard" tabindex="0"><table><thead><tr><th scope="col">Model</th>
            <th scope="col" class="n">{label}, mean</th><th scope="col" class="n">± std</th><th scope="col" class="n">Test</th>
            <th scope="col" class="n">Fit</th><th scope="col" class="n">Predict, µs/row</th></tr></thead><tbody>
            """);
        var isFirst = true;
        foreach (var row in report.Leaderboard)
        {
            var cv = row.Cv.GetValueOrDefault(report.Metric);
            double? test = row.Test.TryGetValue(report.Metric, out var value) ? value : null;
            html.Add($"""
                <tr class="{(isFirst && row.Model == report.Best ? "best" : "")}"><th scope="row">{row.Model}<span class="params">{Params(row.Params)}{(row.Note is null ? "" : $" {row.Note}")}</span></th>
                <td class="n">{Figures.Metric(report.Metric, cv?.Mean)}</td><td class="n">{Figures.Metric(report.Metric, cv?.Std)}</td><td class="n">{Figures.Metric(report.Metric, test)}</td>
                <td class="n">{Figures.Seconds(row.FitSeconds)}</td><td class="n">{(row.PredictUsPerRow is { } us ? Figures.Rate(us) : Figures.Undefined)}</td></tr>
                """);
            isFirst = false;
        }
        html.Add($"</tbody></table></div>");
    }

    internal static string Params(JsonObject values) =>
        string.Join("  ", values.Select(v => $"{v.Key}={(v.Value is JsonValue text && text.TryGetValue<string>(out var s) ? s : v.Value?.ToJsonString() ?? "none")}"));

    static void AddFolds(HtmlText html, RunReport report, bool draw)
    {
        var scored = report.Leaderboard.Select((r, i) => (Label: $"{i + 1}  {r.Model}", Scores: r.Cv.GetValueOrDefault(report.Metric)))
            .Where(r => r.Scores is { Folds.IsEmpty: false }).Select(r => (r.Label, r.Scores!)).ToArray();
        if (scored.Length == 0) return;
        var drawn = scored.Take(_mostDrawn).ToArray();
        var caption = "Each line is a fold, the dot their mean." + (drawn.Length < scored.Length ? $" The first {drawn.Length} of {scored.Length} models." : "");
        ReportPage.AddFigure(html, draw, "folds", "Spread over the folds", caption, Charts.Folds(report.Metric, drawn), () =>
        {
            var most = scored.Max(s => s.Item2.Folds.Length);
            html.Add($"""<table><thead><tr><th scope="col">Model</th>""");
            for (var i = 1; i <= most; i++) html.Add($"""<th scope="col" class="n">Fold {i}</th>""");
            html.Add($"</tr></thead><tbody>");
            foreach (var (label, scores) in scored)
            {
                html.Add($"""<tr><th scope="row">{label}</th>""");
                foreach (var value in scores.Folds) html.Add($"""<td class="n">{Figures.Metric(report.Metric, value)}</td>""");
                for (var i = scores.Folds.Length; i < most; i++) html.Add($"""<td class="n">{Figures.Undefined}</td>""");
                html.Add($"</tr>");
            }
            html.Add($"</tbody></table>");
        });
    }

    static void AddBaselines(HtmlText html, RunReport report)
    {
        if (report.Baselines.IsEmpty) return;
        html.Add($"""
            <h3>Baselines</h3><p class="muted">What the test rows give without a model worth the name.</p>
            <div class="scroll" tabindex="0"><table class="slim"><thead><tr><th scope="col">Baseline</th><th scope="col">What it predicts</th><th scope="col" class="n">Test {Figures.Label(report.Metric)}</th></tr></thead><tbody>
            """);
        foreach (var baseline in report.Baselines)
        {
            double? value = baseline.Test.TryGetValue(report.Metric, out var v) ? v : null;
            html.Add($"""<tr><th scope="row">{baseline.Name}</th><td class="why">{baseline.Detail}</td><td class="n">{Figures.Metric(report.Metric, value)}</td></tr>""");
        }
        html.Add($"</tbody></table></div>");
    }
}
