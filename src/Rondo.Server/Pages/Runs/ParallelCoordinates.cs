using System.Text.Json.Nodes;
using Rondo.Lifecycle.Reports;

namespace Rondo.Server.Pages.Runs;

/// <summary>Each run as a line over the parameters and metrics that differ. Axes are scaled here, so a chart needs no expression over users' words.
/// A brush keeps the runs that pass through it.</summary>
static class ParallelCoordinates
{
    const int MostAxes = 8;

    /// <summary>Null when fewer than two things differ.</summary>
    public static JsonObject? Chart(ComparedRuns compared)
    {
        ComparedLine[] axes =
        [
            .. compared.Params.Where(Spreads).Take(MostAxes - 2),
            .. compared.Metrics.Where(Spreads).OrderByDescending(l => Figures.IsKnown(l.Name)).Take(2),
        ];
        if (axes.Length < 2 || compared.Runs.Count < 2) return null;
        var values = new JsonArray();
        for (var axis = 0; axis < axes.Length; axis++)
        {
            var heights = Heights(axes[axis]);
            for (var run = 0; run < compared.Runs.Count; run++)
                values.Add(Charts.Row(("f0", axis), ("f1", axes[axis].Name), ("f2", heights[run]), ("f3", compared.Labels[run]), ("f4", axes[axis].Values[run] ?? "not set")));
        }
        var spec = Charts.Spec("""
            {
              "description": "Parameters and metrics of each run, every axis from its lowest to its highest",
              "height": 280,
              "transform": [
                {"calculate": "!length(data('brush_store')) || vlSelectionTest('brush_store', datum) ? 1 : 0", "as": "f5"},
                {"joinaggregate": [{"op": "max", "field": "f5", "as": "f6"}], "groupby": ["f3"]}
              ],
              "encoding": {
                "x": {"field": "f1", "type": "nominal", "sort": null, "title": null, "axis": {"labelAngle": -20, "grid": true, "domain": false, "ticks": false}},
                "y": {"field": "f2", "type": "quantitative", "title": null, "scale": {"domain": [0, 1]}, "axis": {"values": [0, 1], "labelExpr": "datum.value === 0 ? 'lowest' : 'highest'", "grid": false, "domain": false, "ticks": false}},
                "color": {"field": "f3", "type": "nominal", "sort": null, "title": null},
                "opacity": {"condition": {"test": "datum.f6 === 1", "value": 0.9}, "value": 0.07},
                "detail": {"field": "f3"}
              },
              "layer": [
                {"mark": {"type": "line", "strokeWidth": 1.8}, "encoding": {"order": {"field": "f0"}}},
                {"mark": {"type": "point", "filled": true, "size": 60},
                 "params": [{"name": "brush", "select": {"type": "interval", "encodings": ["x", "y"]}}],
                 "encoding": {"tooltip": [{"field": "f3", "title": "Run"}, {"field": "f1", "title": "Of"}, {"field": "f4", "title": "Value"}]}}
              ]
            }
            """, values);
        // Said beforehand: axes that depended on the rows would depend on the brush, which depends on the axes.
        spec["encoding"]!["x"]!["scale"] = new JsonObject { ["domain"] = Texts(axes.Select(a => a.Name)) };
        spec["encoding"]!["color"]!["scale"] = new JsonObject { ["domain"] = Texts(compared.Labels) };
        return spec;
    }

    static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];

    static bool Spreads(ComparedLine line) => line.Values.OfType<string>().Distinct().Count() > 1;

    // Numbers by their place between the lowest and the highest; words by their place in the alphabet.
    static double?[] Heights(ComparedLine line)
    {
        var isNumeric = line.Values.Zip(line.Numbers).All(v => v.First is null || v.Second is not null);
        var words = line.Values.OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        double?[] raw = isNumeric ? [.. line.Numbers] : [.. line.Values.Select(v => v is null ? (double?)null : words.IndexOf(v))];
        var known = raw.OfType<double>().Where(double.IsFinite).ToArray();
        if (known.Length == 0) return new double?[raw.Length];
        var (low, high) = (known.Min(), known.Max());
        return [.. raw.Select(v => v is { } number && double.IsFinite(number) ? high > low ? (number - low) / (high - low) : 0.5 : (double?)null)];
    }
}
