using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Reports;

/// <summary>Vega-Lite specifications. Field names are ours; a user's words are only ever values and titles, never fields or expressions.</summary>
public static class Charts
{
    /// <summary>So many points of a curve are drawn at most.</summary>
    public const int MostPoints = 300;

    public static JsonObject Folds(string metric, IEnumerable<(string Model, FoldScores Scores)> models)
    {
        var values = new JsonArray();
        var lines = 0;
        foreach (var (model, scores) in models)
        {
            lines++;
            for (var i = 0; i < scores.Folds.Length; i++)
                values.Add(Row(("model", model), ("kind", "fold"), ("fold", i + 1), ("value", scores.Folds[i])));
            values.Add(Row(("model", model), ("kind", "mean"), ("value", scores.Mean), ("std", scores.Std)));
        }
        return Spec("""
            {
              "description": "Scores of each fold and their mean, by model",
              "encoding": {
                "y": {"field": "model", "type": "nominal", "sort": null, "title": null},
                "x": {"field": "value", "type": "quantitative", "scale": {"zero": false}}
              },
              "layer": [
                {"transform": [{"filter": "datum.kind === 'fold'"}],
                 "mark": {"type": "tick", "thickness": 2, "size": 16, "color": "var(--c1)", "opacity": 0.55},
                 "encoding": {"tooltip": [{"field": "model", "title": "Model"}, {"field": "fold", "title": "Fold"}, {"field": "value", "title": "Score", "format": ".5~r"}]}},
                {"transform": [{"filter": "datum.kind === 'mean'"}],
                 "mark": {"type": "point", "filled": true, "size": 70, "color": "var(--c2)", "opacity": 1},
                 "encoding": {"tooltip": [{"field": "model", "title": "Model"}, {"field": "value", "title": "Mean", "format": ".5~r"}, {"field": "std", "title": "Std", "format": ".3~r"}]}}
              ]
            }
            """, values).Titled("x", $"{Figures.Label(metric)}, cross-validated").Sized(lines * 30);
    }

    public static JsonObject Roc(ImmutableArray<CurveReport> curves) =>
        Curves(curves, "ROC curve", "False positive rate", "True positive rate", Row(("x", 0), ("y", 0)), Row(("x", 1), ("y", 1)));

    public static JsonObject PrecisionRecall(ImmutableArray<CurveReport> curves)
    {
        // Without a model precision is the class's share; with several classes there is no one line to draw.
        var floor = curves.Length == 1 ? curves[0].Prevalence : null;
        return floor is { } share
            ? Curves(curves, "Precision-recall curve", "Recall", "Precision", Row(("x", 0), ("y", share)), Row(("x", 1), ("y", share)))
            : Curves(curves, "Precision-recall curve", "Recall", "Precision");
    }

    public static JsonObject Gain(ImmutableArray<CurveReport> curves) =>
        Curves(curves, "Cumulative gain", "Share of rows, the most likely first", "Share of the class found", Row(("x", 0), ("y", 0)), Row(("x", 1), ("y", 1)));

    public static JsonObject Lift(ImmutableArray<CurvePoint> points)
    {
        var spec = Curves([new CurveReport(null, points)], "Lift", "Share of rows, the most likely first", "Lift", Row(("x", 0), ("y", 1)), Row(("x", 1), ("y", 1)));
        spec["encoding"]!["y"]!["scale"] = new JsonObject { ["domainMin"] = 0 };
        return spec;
    }

    static JsonObject Curves(ImmutableArray<CurveReport> curves, string description, string x, string y, params JsonObject[] reference)
    {
        var values = new JsonArray();
        foreach (var curve in curves)
        {
            var i = 0;
            foreach (var point in curve.Thin(MostPoints).Points)
                values.Add(Row(("of", curve.Class ?? ""), ("i", i++), ("x", point.X), ("y", point.Y), ("threshold", point.Threshold)));
        }
        var spec = Spec("""
            {
              "height": 300,
              "encoding": {
                "x": {"field": "x", "type": "quantitative", "scale": {"domain": [0, 1]}},
                "y": {"field": "y", "type": "quantitative", "scale": {"domain": [0, 1]}}
              },
              "layer": [
                {"data": {"values": []}, "mark": {"type": "line", "strokeDash": [4, 4], "strokeWidth": 1.5, "color": "var(--line-strong)"}},
                {"mark": {"type": "line", "strokeWidth": 2, "clip": true}, "encoding": {"order": {"field": "i"}}},
                {"mark": {"type": "point", "opacity": 0, "size": 80},
                 "encoding": {"tooltip": []}}
              ]
            }
            """, values).Titled("x", x).Titled("y", y);
        spec["description"] = description;
        spec["layer"]![0]!["data"]!["values"] = new JsonArray([.. reference]);
        var tooltip = spec["layer"]![2]!["encoding"]!["tooltip"]!.AsArray();
        if (curves.Length > 1)
        {
            var color = JsonNode.Parse("""{"field": "of", "type": "nominal", "sort": null, "title": "Class"}""")!;
            spec["layer"]![1]!["encoding"]!["color"] = color;
            tooltip.Add(Row(("field", "of"), ("title", "Class")));
        }
        else spec["layer"]![1]!["mark"]!["color"] = "var(--c1)";
        tooltip.Add(Row(("field", "x"), ("title", x), ("format", ".3f")));
        tooltip.Add(Row(("field", "y"), ("title", y), ("format", ".3f")));
        tooltip.Add(Row(("field", "threshold"), ("title", "Threshold"), ("format", ".3f")));
        return spec;
    }

    public static JsonObject Calibration(ImmutableArray<ProbabilityBin> bins)
    {
        var values = new JsonArray();
        foreach (var bin in bins.Where(b => b.Rows > 0))
            values.Add(Row(("x", bin.Predicted), ("y", bin.Observed), ("rows", bin.Rows), ("low", bin.Low), ("high", bin.High)));
        return Spec("""
            {
              "description": "Observed share against predicted probability",
              "height": 300,
              "encoding": {
                "x": {"field": "x", "type": "quantitative", "scale": {"domain": [0, 1]}, "title": "Predicted probability"},
                "y": {"field": "y", "type": "quantitative", "scale": {"domain": [0, 1]}, "title": "Observed share"}
              },
              "layer": [
                {"data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]}, "mark": {"type": "line", "strokeDash": [4, 4], "strokeWidth": 1.5, "color": "var(--line-strong)"}},
                {"mark": {"type": "line", "strokeWidth": 2, "color": "var(--c1)"}},
                {"mark": {"type": "point", "filled": true, "size": 55, "color": "var(--c1)", "opacity": 1},
                 "encoding": {"tooltip": [
                   {"field": "low", "title": "From", "format": ".2f"}, {"field": "high", "title": "To", "format": ".2f"},
                   {"field": "x", "title": "Predicted", "format": ".3f"}, {"field": "y", "title": "Observed", "format": ".3f"},
                   {"field": "rows", "title": "Rows", "format": ","}]}}
              ]
            }
            """, values);
    }

    public static JsonObject Confusion(ConfusionReport confusion)
    {
        var values = new JsonArray();
        for (var a = 0; a < confusion.Classes.Length; a++)
        {
            var all = confusion.Counts[a].Sum();
            for (var p = 0; p < confusion.Classes.Length; p++)
            {
                var count = confusion.Counts[a][p];
                values.Add(Row(("actual", confusion.Classes[a]), ("predicted", confusion.Classes[p]), ("rows", count), ("share", all == 0 ? 0 : (double)count / all)));
            }
        }
        var spec = Spec("""
            {
              "description": "Rows by actual and predicted class",
              "encoding": {
                "x": {"field": "predicted", "type": "nominal", "sort": null, "title": "Predicted", "axis": {"labelAngle": 0, "domain": false, "ticks": false, "labelOverlap": true}},
                "y": {"field": "actual", "type": "nominal", "sort": null, "title": "Actual", "axis": {"domain": false, "ticks": false}}
              },
              "layer": [
                {"mark": {"type": "rect", "color": "var(--c1)", "stroke": "var(--card)", "strokeWidth": 2},
                 "encoding": {
                   "opacity": {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1], "range": [0.06, 1]}, "legend": null},
                   "tooltip": [{"field": "actual", "title": "Actual"}, {"field": "predicted", "title": "Predicted"},
                     {"field": "rows", "title": "Rows", "format": ","}, {"field": "share", "title": "Of the actual class", "format": ".1%"}]}}
              ]
            }
            """, values);
        var few = confusion.Classes.Length <= 8;
        spec.Sized(confusion.Classes.Length * (confusion.Classes.Length <= 3 ? 76 : few ? 44 : 18));
        if (few)
        {
            spec["layer"]!.AsArray().Add(JsonNode.Parse("""
                {"mark": {"type": "text", "fontSize": 13},
                 "encoding": {
                   "text": {"field": "rows", "format": ","},
                   "color": {"condition": {"test": "datum.share > 0.55", "value": "var(--on-accent)"}, "value": "var(--ink)"}}}
                """));
        }
        return spec;
    }

    public static JsonObject PredictedByActual(ImmutableArray<GridCell> cells)
    {
        var values = new JsonArray();
        foreach (var c in cells)
            values.Add(Row(("x", c.PredictedLow), ("x2", c.PredictedHigh), ("y", c.ActualLow), ("y2", c.ActualHigh), ("rows", c.Rows)));
        var (low, high) = cells.IsEmpty ? (0, 1)
            : (cells.Min(c => Math.Min(c.PredictedLow, c.ActualLow)), cells.Max(c => Math.Max(c.PredictedHigh, c.ActualHigh)));
        var spec = Spec("""
            {
              "description": "Rows by predicted and actual value",
              "height": 320,
              "encoding": {
                "x": {"field": "x", "type": "quantitative", "scale": {"zero": false, "nice": false}, "title": "Predicted"},
                "y": {"field": "y", "type": "quantitative", "scale": {"zero": false, "nice": false}, "title": "Actual"}
              },
              "layer": [
                {"mark": {"type": "rect", "color": "var(--c1)"},
                 "encoding": {
                   "x2": {"field": "x2"}, "y2": {"field": "y2"},
                   "opacity": {"field": "rows", "type": "quantitative", "scale": {"type": "sqrt", "range": [0.1, 1], "zero": false}, "legend": null},
                   "tooltip": [
                     {"field": "x", "title": "Predicted from", "format": ",.5~r"}, {"field": "x2", "title": "to", "format": ",.5~r"},
                     {"field": "y", "title": "Actual from", "format": ",.5~r"}, {"field": "y2", "title": "to", "format": ",.5~r"},
                     {"field": "rows", "title": "Rows", "format": ","}]}},
                {"data": {"values": []}, "mark": {"type": "line", "strokeDash": [4, 4], "strokeWidth": 1.5, "color": "var(--c2)"}}
              ]
            }
            """, values);
        spec["layer"]![1]!["data"]!["values"] = new JsonArray(Row(("x", low), ("y", low)), Row(("x", high), ("y", high)));
        return spec;
    }

    public static JsonObject Residuals(ImmutableArray<HistogramBin> bins)
    {
        var values = new JsonArray();
        foreach (var bin in bins) values.Add(Row(("low", bin.Low), ("high", bin.High), ("rows", bin.Rows)));
        return Spec("""
            {
              "description": "Histogram of actual minus predicted",
              "height": 320,
              "layer": [
                {"mark": {"type": "bar", "color": "var(--c1)", "stroke": "var(--card)", "strokeWidth": 0.5},
                 "encoding": {
                   "x": {"field": "low", "type": "quantitative", "bin": {"binned": true}, "scale": {"nice": false}, "title": "Actual minus predicted"},
                   "x2": {"field": "high"},
                   "y": {"field": "rows", "type": "quantitative", "title": "Rows"},
                   "tooltip": [{"field": "low", "title": "From", "format": ",.5~r"}, {"field": "high", "title": "To", "format": ",.5~r"}, {"field": "rows", "title": "Rows", "format": ","}]}},
                {"data": {"values": [{"zero": 0}]}, "mark": {"type": "rule", "strokeDash": [4, 4], "strokeWidth": 1.5, "color": "var(--c2)"},
                 "encoding": {"x": {"field": "zero", "type": "quantitative"}}}
              ]
            }
            """, values);
    }

    public static JsonObject Importances(string metric, IReadOnlyCollection<ImportanceReport> importances)
    {
        var values = new JsonArray();
        foreach (var i in importances)
            values.Add(Row(("feature", i.Feature), ("drop", i.Drop), ("std", i.Std), ("low", i.Drop - i.Std), ("high", i.Drop + i.Std)));
        return Spec("""
            {
              "description": "Permutation importance by feature",
              "encoding": {"y": {"field": "feature", "type": "nominal", "sort": null, "title": null, "axis": {"ticks": false, "domain": false}}},
              "layer": [
                {"mark": {"type": "bar", "color": "var(--c1)", "opacity": 0.85, "height": {"band": 0.62}},
                 "encoding": {
                   "x": {"field": "drop", "type": "quantitative"},
                   "tooltip": [{"field": "feature", "title": "Feature"}, {"field": "drop", "title": "Worse by", "format": ".4~r"}, {"field": "std", "title": "Std", "format": ".3~r"}]}},
                {"mark": {"type": "rule", "color": "var(--ink)", "strokeWidth": 1.2},
                 "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}}
              ]
            }
            """, values).TitledLayers("x", $"{Figures.Label(metric)} worse by").Sized(importances.Count * 24);
    }

    public static JsonObject Spec(string json, JsonArray values)
    {
        var spec = JsonNode.Parse(json)!.AsObject();
        spec["$schema"] = "https://vega.github.io/schema/vega-lite/v6.json";
        spec["width"] = "container";
        spec["autosize"] = Row(("type", "fit-x"), ("contains", "padding"));
        spec["data"] = new JsonObject { ["values"] = values };
        return spec;
    }

    public static JsonObject Titled(this JsonObject spec, string channel, string title)
    {
        spec["encoding"]![channel]!["title"] = title;
        return spec;
    }

    public static JsonObject Sized(this JsonObject spec, int height)
    {
        spec["height"] = height;
        return spec;
    }

    public static JsonObject TitledLayers(this JsonObject spec, string channel, string title)
    {
        foreach (var layer in spec["layer"]!.AsArray()) layer!["encoding"]![channel]!["title"] = title;
        return spec;
    }

    public static JsonObject Row(params ReadOnlySpan<(string Field, object? Value)> cells)
    {
        var row = new JsonObject();
        foreach (var (field, value) in cells)
        {
            row[field] = value switch
            {
                null => null,
                string text => text,
                int number => number,
                long number => number,
                double number => Rounded(number),
                _ => throw new ArgumentException($"A chart shows text and numbers, not {value.GetType().Name}."),
            };
        }
        return row;
    }

    // Six digits are more than a screen shows and a third of the size.
    static JsonNode? Rounded(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;
}
