using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Reports;

/// <summary>How a search went, drawn.</summary>
static class SearchCharts
{
    /// <summary>A point for each trial with a score, and the best of the finished ones so far.</summary>
    public static JsonObject Trials(string metric, IEnumerable<(TrialRow Trial, double? Best)> trials)
    {
        var values = new JsonArray();
        foreach (var (trial, best) in trials)
            values.Add(Charts.Row(("trial", trial.Number), ("model", trial.Model), ("state", trial.State), ("value", trial.Score), ("best", best)));
        return Charts.Spec("""
            {
              "description": "Score by trial, with the best so far",
              "height": 280,
              "encoding": {"x": {"field": "trial", "type": "quantitative", "axis": {"tickMinStep": 1}, "scale": {"nice": false, "padding": 8}, "title": "Trial"}},
              "layer": [
                {"mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 1.5, "strokeDash": [4, 4], "color": "var(--line-strong)"},
                 "encoding": {"y": {"field": "best", "type": "quantitative", "scale": {"zero": false}}}},
                {"mark": {"type": "point", "size": 55, "strokeWidth": 1.5},
                 "encoding": {
                   "y": {"field": "value", "type": "quantitative", "scale": {"zero": false}},
                   "color": {"field": "model", "type": "nominal", "sort": null, "title": null},
                   "shape": {"field": "state", "type": "nominal", "scale": {"domain": ["completed", "pruned"], "range": ["circle", "cross"]}, "title": null},
                   "tooltip": [{"field": "trial", "title": "Trial"}, {"field": "model", "title": "Model"}, {"field": "state", "title": "State"}, {"field": "value", "title": "Score", "format": ".5~r"}]}}
              ]
            }
            """, values).TitledLayers("y", Figures.Label(metric));
    }

    public static JsonObject Parameters(IReadOnlyCollection<ParameterImportance> importances)
    {
        var values = new JsonArray();
        foreach (var i in importances) values.Add(Charts.Row(("parameter", $"{i.Model}  {i.Parameter}"), ("share", i.Share)));
        return Charts.Spec("""
            {
              "description": "Which parameters decided, by model",
              "encoding": {
                "y": {"field": "parameter", "type": "nominal", "sort": null, "title": null, "axis": {"ticks": false, "domain": false}},
                "x": {"field": "share", "type": "quantitative", "axis": {"format": ".0%"}, "title": "Share of the scores' variance"},
                "tooltip": [{"field": "parameter", "title": "Parameter"}, {"field": "share", "title": "Share", "format": ".1%"}]
              },
              "mark": {"type": "bar", "color": "var(--c1)", "opacity": 0.85, "height": {"band": 0.62}}
            }
            """, values).Sized(importances.Count * 24);
    }
}
