using System.Globalization;

namespace Rondo.Lifecycle.Reports;

/// <summary>Which parameters were tried, what came of them, and which models predict together.</summary>
static class SearchSection
{
    const int _mostRows = 100;
    const int _mostDrawn = 500;
    const int _mostParameters = 30;

    /// <summary>Whether there is anything to show.</summary>
    public static bool Has(RunReport report) =>
        report.Search is { } search && (!search.Trials.IsEmpty || !search.Ensemble.IsEmpty || search.Nested is not null);

    public static void Add(HtmlText html, RunReport report, bool draw)
    {
        if (!Has(report)) return;
        var search = report.Search!;
        html.Add($"""<section id="search"><h2>Search</h2>""");
        if (!search.Trials.IsEmpty) html.Add($"""<p class="muted">{Counted(search)}</p>""");
        AddReplay(html, search);
        AddNested(html, report, search);
        AddEnsemble(html, search);
        AddCurve(html, report, search, draw);
        AddParameters(html, search, draw);
        AddTrials(html, report, search);
        html.Add($"</section>");
    }

    static string Counted(SearchReport search)
    {
        var states = search.Trials.GroupBy(t => t.State, StringComparer.Ordinal).Select(g => $"{Figures.Count(g.Count())} {g.Key}");
        return $"{search.Search} search, {Figures.Count(search.Trials.Length)} trials: {string.Join(", ", states)}.";
    }

    static void AddReplay(HtmlText html, SearchReport search)
    {
        if (!search.HasMetDeadline) return;
        html.Add($"""<p>Time ran out before the search had ended by itself.""");
        if (search.Replay.IsEmpty) html.Add($"</p>");
        else
        {
            var lines = $"train:\n  tune:\n    replay: {Written(search.Replay)}" + (search.Refit is { } refit ? $"\n    refit: {Written(refit)}" : "");
            html.Add($"""These lines in the file repeat the same trials on any machine, however long they take:</p><pre><code>{lines}</code></pre>""");
        }
    }

    static string Written(IEnumerable<int> numbers) => $"[{string.Join(", ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)))}]";

    static void AddNested(HtmlText html, RunReport report, SearchReport search)
    {
        if (search.Nested is not { } nested) return;
        var spread = nested.Std is { } std ? $" ± {Figures.Metric(report.Metric, std)}" : "";
        html.Add($"""
            <h3>Nested validation</h3><p>Searched anew in {nested.Folds.Length} outer folds, the winners have {Figures.Label(report.Metric)}
            <strong>{Figures.Metric(report.Metric, nested.Mean)}{spread}</strong> on rows that their search had not seen.
            <span class="muted">By fold: {string.Join(", ", nested.Folds.Select(f => Figures.Metric(report.Metric, f)))}.</span></p>
            """);
    }

    static void AddEnsemble(HtmlText html, SearchReport search)
    {
        if (search.Ensemble.IsEmpty) return;
        html.Add($"""
            <h3>Predicting together</h3><p class="muted">The prediction is the weighted mean of these models'.</p>
            <div class="scroll" tabindex="0"><table class="slim"><thead><tr><th scope="col">Model</th><th scope="col" class="n">Weight</th></tr></thead><tbody>
            """);
        foreach (var member in search.Ensemble)
            html.Add($"""<tr><th scope="row">{member.Model}<span class="params">{ModelsSection.Params(member.Params)}</span></th><td class="n">{Figures.Share(member.Weight, 1)}</td></tr>""");
        html.Add($"</tbody></table></div>");
    }

    static void AddCurve(HtmlText html, RunReport report, SearchReport search, bool draw)
    {
        var scored = search.Trials.Where(t => t.Score is { } score && double.IsFinite(score)).ToArray();
        if (scored.Length < 2) return;
        var best = BestSoFar(report.Metric, scored);
        // Evenly spread, so that the size of the page doesn't grow with the search.
        var step = (scored.Length + _mostDrawn - 1) / _mostDrawn;
        var drawn = scored.Select((trial, i) => (Trial: trial, Best: best[i])).Where((t, i) => i % step == 0 || i == scored.Length - 1).ToArray();
        var caption = "Each point is a trial, a cross one that was stopped early; dashed: the best so far."
            + (drawn.Length < scored.Length ? $" {Figures.Count(drawn.Length)} of {Figures.Count(scored.Length)} trials drawn." : "");
        ReportPage.AddFigure(html, draw, "trials", "Score by trial", caption, SearchCharts.Trials(report.Metric, drawn), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col" class="n">Trial</th><th scope="col" class="n">{Figures.Label(report.Metric)}</th><th scope="col">New best of</th></tr></thead><tbody>""");
            foreach (var i in Enumerable.Range(0, scored.Length).Where(i => best[i] is not null && (i == 0 || best[i] != best[i - 1])).TakeLast(_mostRows))
                html.Add($"""<tr><td class="n">{scored[i].Number}</td><td class="n">{Figures.Metric(report.Metric, scored[i].Score)}</td><td>{scored[i].Model}</td></tr>""");
            html.Add($"</tbody></table>");
        });
    }

    static double?[] BestSoFar(string metric, TrialRow[] scored)
    {
        var (isMore, best, soFar) = (Figures.MoreIsBetter(metric), (double?)null, new double?[scored.Length]);
        for (var i = 0; i < scored.Length; i++)
        {
            var score = scored[i].Score!.Value;
            if (scored[i].State == "completed" && (best is null || (isMore ? score > best : score < best))) best = score;
            soFar[i] = best;
        }
        return soFar;
    }

    static void AddParameters(HtmlText html, SearchReport search, bool draw)
    {
        if (search.Importances.IsEmpty) return;
        ParameterImportance[] drawn = [.. search.Importances.Take(_mostParameters)];
        var caption = "How much of the difference between a model's trials each parameter explains."
            + (drawn.Length < search.Importances.Length ? $" The first {drawn.Length} of {search.Importances.Length}." : "");
        ReportPage.AddFigure(html, draw, "parameters", "Which parameters decided", caption, SearchCharts.Parameters(drawn), () =>
        {
            html.Add($"""<table><thead><tr><th scope="col">Model</th><th scope="col">Parameter</th><th scope="col" class="n">Share</th></tr></thead><tbody>""");
            foreach (var i in search.Importances) html.Add($"""<tr><th scope="row">{i.Model}</th><td>{i.Parameter}</td><td class="n">{Figures.Share(i.Share, 1)}</td></tr>""");
            html.Add($"</tbody></table>");
        });
    }

    static void AddTrials(HtmlText html, RunReport report, SearchReport search)
    {
        if (search.Trials.IsEmpty) return;
        var isMore = Figures.MoreIsBetter(report.Metric);
        var ranked = search.Trials.OrderBy(t => t.State == "completed" ? 0 : 1).ThenBy(t => isMore ? -t.Score ?? double.MaxValue : t.Score ?? double.MaxValue).ThenBy(t => t.Number).ToArray();
        var summary = ranked.Length > _mostRows ? $"The best {_mostRows} of {Figures.Count(ranked.Length)} trials" : "All trials, the best first";
        html.Add($"""
            <details class="data"><summary>{summary}</summary><div class="scroll" role="region" aria-label="Trials" tabindex="0"><table><thead><tr><th scope="col" class="n">Trial</th>
            <th scope="col">Model</th><th scope="col">State</th><th scope="col" class="n">{Figures.Label(report.Metric)}</th><th scope="col" class="n">Took</th></tr></thead><tbody>
            """);
        foreach (var trial in ranked.Take(_mostRows))
        {
            html.Add($"""
                <tr class="{(trial.State == "completed" ? "" : "off")}"><td class="n">{trial.Number}</td><th scope="row">{trial.Model}<span class="params">{ModelsSection.Params(trial.Params)}</span></th>
                <td class="why">{trial.State}{(trial.Message is { } message ? $": {message}" : "")}</td><td class="n">{Figures.Metric(report.Metric, trial.Score)}</td><td class="n">{Figures.Seconds(trial.Seconds)}</td></tr>
                """);
        }
        html.Add($"</tbody></table></div></details>");
    }
}
