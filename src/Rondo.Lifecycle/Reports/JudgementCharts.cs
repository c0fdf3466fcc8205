using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Reports;

/// <summary>What is known of the best model besides its scores, drawn.</summary>
static class JudgementCharts
{
    public static JsonObject LearningCurve(string metric, ImmutableArray<LearningRow> rows)
    {
        var values = new JsonArray();
        foreach (var row in rows)
        {
            if (row.Train is { } train) values.Add(Charts.Row(("rows", row.Rows), ("on", "rows learned from"), ("value", train)));
            if (row.Validation is { } validation) values.Add(Charts.Row(("rows", row.Rows), ("on", "other rows"), ("value", validation)));
        }
        return Charts.Spec("""
            {
              "description": "Score by number of rows learned from",
              "height": 280,
              "mark": {"type": "line", "point": true, "strokeWidth": 2},
              "encoding": {
                "x": {"field": "rows", "type": "quantitative", "scale": {"zero": false}, "title": "Rows learned from"},
                "y": {"field": "value", "type": "quantitative", "scale": {"zero": false}},
                "color": {"field": "on", "type": "nominal", "sort": null, "title": null},
                "tooltip": [{"field": "rows", "title": "Rows", "format": ","}, {"field": "on", "title": "On"}, {"field": "value", "title": "Score", "format": ".5~r"}]
              }
            }
            """, values).Titled("y", Figures.Label(metric));
    }

    public static JsonObject Contributions(IReadOnlyCollection<ColumnContribution> columns, string title)
    {
        var values = new JsonArray();
        foreach (var c in columns) values.Add(Charts.Row(("column", c.Column), ("mean", c.Mean)));
        return Charts.Spec("""
            {
              "description": "Mean size of contributions by column",
              "mark": {"type": "bar", "color": "var(--c1)", "opacity": 0.85, "height": {"band": 0.62}},
              "encoding": {
                "y": {"field": "column", "type": "nominal", "sort": null, "title": null, "axis": {"ticks": false, "domain": false}},
                "x": {"field": "mean", "type": "quantitative"},
                "tooltip": [{"field": "column", "title": "Column"}, {"field": "mean", "title": "Mean size", "format": ".4~r"}]
              }
            }
            """, values).Titled("x", title).Sized(columns.Count * 24);
    }

    /// <summary>A line over growing numbers, bars over anything else.</summary>
    public static JsonObject Dependence(DependenceReport report)
    {
        var numbers = Numbers(report.Values);
        var values = new JsonArray();
        for (var i = 0; i < report.Values.Length; i++)
            values.Add(Charts.Row(("value", numbers is null ? report.Values[i] : numbers[i]), ("prediction", report.Predictions[i])));
        return (numbers is null ? Charts.Spec("""
            {
              "description": "Mean prediction by value",
              "mark": {"type": "bar", "color": "var(--c1)", "opacity": 0.85, "height": {"band": 0.62}},
              "encoding": {
                "y": {"field": "value", "type": "nominal", "sort": null, "title": null, "axis": {"ticks": false, "domain": false}},
                "x": {"field": "prediction", "type": "quantitative", "title": "Mean prediction"},
                "tooltip": [{"field": "value", "title": "Value"}, {"field": "prediction", "title": "Mean prediction", "format": ".5~r"}]
              }
            }
            """, values).Sized(Math.Max(3, report.Values.Length) * 22) : Charts.Spec("""
            {
              "description": "Mean prediction by value",
              "height": 240,
              "mark": {"type": "line", "point": true, "strokeWidth": 2, "color": "var(--c1)"},
              "encoding": {
                "x": {"field": "value", "type": "quantitative", "scale": {"zero": false}},
                "y": {"field": "prediction", "type": "quantitative", "scale": {"zero": false}, "title": "Mean prediction"},
                "tooltip": [{"field": "value", "title": "Value", "format": ",.5~r"}, {"field": "prediction", "title": "Mean prediction", "format": ".5~r"}]
              }
            }
            """, values).Titled("x", report.Column));
    }

    static double[]? Numbers(ImmutableArray<string> values)
    {
        var numbers = new double[values.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i])) return null;
            if (i > 0 && numbers[i] <= numbers[i - 1]) return null;
        }
        return numbers.Length < 2 ? null : numbers;
    }
}
