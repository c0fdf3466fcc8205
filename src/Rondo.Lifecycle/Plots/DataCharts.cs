using System.Text.Json.Nodes;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Plots;

/// <summary>Vega-Lite specifications of data, for pages and for SVG. Every number keeps all its digits.</summary>
public static class DataCharts
{
    /// <summary>Rows by bins; of times, the edges are in milliseconds.</summary>
    public static JsonObject Histogram(string name, bool isTime, IEnumerable<(double Low, double High, long Rows)> bins)
    {
        var spec = Of("Histogram of " + name, 260, """
            {"layer": [{"mark": {"type": "bar", "color": "var(--c1)", "stroke": "var(--card)", "strokeWidth": 0.5}, "encoding": {
              "x": {"field": "low", "type": "quantitative", "bin": {"binned": true}, "scale": {"nice": false, "zero": false}},
              "x2": {"field": "high"},
              "y": {"field": "rows", "type": "quantitative", "title": "Rows", "scale": {"zero": true, "nice": true}},
              "tooltip": [{"field": "low", "title": "From", "type": "quantitative"}, {"field": "high", "title": "To", "type": "quantitative"}, {"field": "rows", "title": "Rows", "format": ","}]}}]}
            """, [.. bins.Select(b => Row(("low", b.Low), ("high", b.High), ("rows", b.Rows)))]);
        var encoding = spec["layer"]![0]!["encoding"]!.AsObject();
        encoding["x"]!["title"] = name;
        if (!isTime) return spec;
        var x = encoding["x"]!.AsObject();
        x.Remove("bin");
        (x["type"], x["scale"]) = ("temporal", new JsonObject { ["type"] = "utc", ["nice"] = false });
        foreach (var time in encoding["tooltip"]!.AsArray().Take(2)) time!["type"] = "temporal";
        return spec;
    }

    /// <summary>A bar for each category, in the order given.</summary>
    public static JsonObject Bars(string name, string title, IReadOnlyCollection<(string Label, double Value)> bars)
    {
        var spec = Of($"{title} by {name}", Math.Max(40, 22 * bars.Count), """
            {"layer": [{"mark": {"type": "bar", "color": "var(--c1)"}, "encoding": {
              "y": {"field": "label", "type": "nominal", "sort": null},
              "x": {"field": "value", "type": "quantitative", "scale": {"zero": true, "nice": true}},
              "tooltip": [{"field": "label", "title": "Value"}, {"field": "value", "title": "", "format": ",.6~r"}]}}]}
            """, [.. bars.Select(b => Row(("label", b.Label), ("value", b.Value)))]);
        spec["layer"]![0]!["encoding"]!["y"]!["title"] = name;
        spec["layer"]![0]!["encoding"]!["x"]!["title"] = title;
        return spec;
    }

    /// <summary>Correlations as coloured cells, from -1 to 1.</summary>
    public static JsonObject Heatmap(string title, IReadOnlyList<string> rows, IReadOnlyList<string> columns, Func<int, int, double?> value)
    {
        var cells = from i in Enumerable.Range(0, rows.Count)
                    from j in Enumerable.Range(0, columns.Count)
                    where value(i, j) is not null
                    select Row(("row", rows[i]), ("column", columns[j]), ("value", value(i, j)!.Value));
        var spec = Of(title, Math.Clamp(24 * rows.Count, 60, 900), """
            {"layer": [{"mark": {"type": "rect", "stroke": "var(--card)", "strokeWidth": 1}, "encoding": {
              "x": {"field": "column", "type": "nominal", "sort": null, "title": null, "axis": {"labelAngle": -45, "domain": false, "ticks": false}},
              "y": {"field": "row", "type": "nominal", "sort": null, "title": null, "axis": {"domain": false, "ticks": false}},
              "color": {"field": "value", "type": "quantitative", "title": null, "scale": {"domain": [-1, 0, 1], "range": ["#b2182b", "#f4f4f4", "#2166ac"]}},
              "tooltip": [{"field": "row", "title": "Row"}, {"field": "column", "title": "Column"}, {"field": "value", "title": "Value", "format": ".3f"}]}}]}
            """, [.. cells]);
        return spec;
    }

    public static JsonObject Of(string title, int height, string json, JsonArray values)
    {
        var spec = Charts.Spec(json, values).Sized(height);
        spec["description"] = title;
        return spec;
    }

    public static JsonObject Row(params ReadOnlySpan<(string Field, object? Value)> cells)
    {
        var row = new JsonObject();
        foreach (var (field, value) in cells)
        {
            row[field] = value switch
            {
                double number => number,
                // As doubles, for that is what a drawing asks them for.
                long number => (double)number,
                int number => (double)number,
                string text => text,
                _ => null,
            };
        }
        return row;
    }
}
