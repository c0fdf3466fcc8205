using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Pages.Runs;

/// <summary>Metrics over steps, drawn. A user's words are titles and values, never names of fields.</summary>
static class RunCurves
{
    public const int MostPoints = 500;
    public const int MostCharts = 8;
    const int ChosenCharts = 4;

    /// <summary>The metrics that have a course rather than one value.</summary>
    public static IReadOnlyList<string> Choose(IReadOnlyList<MetricSummary> metrics) =>
        [.. metrics.Where(m => m.LastStep > 0).OrderBy(m => m.Name.StartsWith("trial.", StringComparison.Ordinal)).ThenBy(m => m.Name, StringComparer.Ordinal).Take(ChosenCharts).Select(m => m.Name)];

    /// <summary>The chart's place on the page, which doesn't depend on what the metric is called.</summary>
    public static string IdOf(int chart) => string.Create(CultureInfo.InvariantCulture, $"curve-{chart}");

    public static string Caption(MetricCurve curve) => curve.IsThinned
        ? $"{Figures.Count(curve.Points.Count)} of {Figures.Count(curve.Total)} steps shown; each stretch keeps its lowest and highest."
        : $"{Figures.Count(curve.Total)} {(curve.Total == 1 ? "step" : "steps")}.";

    public static JsonArray Values(MetricCurve curve)
    {
        var values = new JsonArray();
        foreach (var point in curve.Points) values.Add(Charts.Row(("f0", point.Step), ("f1", point.Value)));
        return values;
    }

    public static JsonObject Chart(MetricCurve curve)
    {
        var spec = Charts.Spec("""
            {
              "description": "Metric by step",
              "height": 220,
              "encoding": {
                "x": {"field": "f0", "type": "quantitative", "title": "Step", "scale": {"zero": false, "nice": false}, "axis": {"tickMinStep": 1}},
                "y": {"field": "f1", "type": "quantitative", "scale": {"zero": false}, "title": null}
              },
              "layer": [
                {"mark": {"type": "line", "strokeWidth": 1.8, "color": "var(--c1)", "interpolate": "linear"}},
                {"mark": {"type": "point", "opacity": 0, "size": 60},
                 "encoding": {"tooltip": [{"field": "f0", "title": "Step", "format": ","}, {"field": "f1", "title": "Value", "format": ",.6~r"}]}}
              ]
            }
            """, Values(curve));
        spec["data"]!["name"] = "source";
        return spec;
    }

    /// <summary>Several runs' curves of one metric.</summary>
    public static JsonObject Overlay(string metric, IReadOnlyList<(string Run, MetricCurve Curve)> curves)
    {
        var values = new JsonArray();
        foreach (var (run, curve) in curves)
            foreach (var point in curve.Points) values.Add(Charts.Row(("f0", point.Step), ("f1", point.Value), ("f2", run)));
        var spec = Charts.Spec("""
            {
              "description": "Metric by step, for each run",
              "height": 300,
              "encoding": {
                "x": {"field": "f0", "type": "quantitative", "title": "Step", "scale": {"zero": false, "nice": false}, "axis": {"tickMinStep": 1}},
                "y": {"field": "f1", "type": "quantitative", "scale": {"zero": false}},
                "color": {"field": "f2", "type": "nominal", "sort": null, "title": null}
              },
              "layer": [
                {"mark": {"type": "line", "strokeWidth": 1.6}},
                {"mark": {"type": "point", "opacity": 0, "size": 60},
                 "encoding": {"tooltip": [{"field": "f2", "title": "Run"}, {"field": "f0", "title": "Step", "format": ","}, {"field": "f1", "title": "Value", "format": ",.6~r"}]}}
              ]
            }
            """, values);
        return spec.Titled("y", Figures.Label(metric));
    }
}
