using System.Text.Json.Nodes;
using Rondo.Lifecycle.Monitoring;
using Rondo.Observe.Reference;

namespace Rondo.Lifecycle.Reports.Monitoring;

/// <summary>Charts of what is observed, for pages and reports. A user's words are values and titles, never fields.</summary>
public static class MonitoringCharts
{
    const int LongestName = 60;

    /// <summary>A metric over time: the truth with its interval, the estimate, the bound, and what it was out of fold at training.</summary>
    public static JsonObject Performance(ObservedPerformance observed, string metric)
    {
        var values = new JsonArray();
        foreach (var window in observed.Windows)
        {
            if (window.Metrics.GetValueOrDefault(metric) is { } truth)
            {
                var (low, high) = window.Interval.TryGetValue(metric, out var interval) ? interval : (truth, truth);
                values.Add(Charts.Row(("t", Time(window.From)), ("kind", "Truth"), ("value", truth), ("low", low), ("high", high)));
            }
            if (window.Estimate.TryGetValue(metric, out var estimate))
                values.Add(Charts.Row(("t", Time(window.From)), ("kind", "Estimate"), ("value", estimate.Value), ("low", estimate.Value - 2 * estimate.Deviation), ("high", estimate.Value + 2 * estimate.Deviation)));
        }
        var lines = new JsonArray();
        if (observed.Bound is { } bound && metric == observed.WatchedMetric) lines.Add(Charts.Row(("value", bound), ("kind", "Bound")));
        if (observed.Reference.GetValueOrDefault(metric) is { } usual) lines.Add(Charts.Row(("value", usual), ("kind", "Out of fold")));
        var spec = Charts.Spec("""
            {
              "description": "Metric by window",
              "height": 260,
              "encoding": {
                "x": {"field": "t", "type": "temporal", "scale": {"type": "utc"}, "title": null},
                "y": {"field": "value", "type": "quantitative", "scale": {"zero": false}},
                "color": {"field": "kind", "type": "nominal", "title": null, "scale": {"domain": ["Truth", "Estimate", "Bound", "Out of fold"], "range": ["var(--c1)", "var(--c2)", "var(--bad)", "var(--line-strong)"]}}
              },
              "layer": [
                {"mark": {"type": "rule", "strokeWidth": 1.5, "opacity": 0.55}, "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}},
                {"mark": {"type": "line", "strokeWidth": 1.8}},
                {"mark": {"type": "point", "filled": true, "size": 40, "opacity": 1},
                 "encoding": {"tooltip": [{"field": "kind", "title": "What"}, {"field": "t", "title": "From", "type": "temporal", "format": "%Y-%m-%d %H:%M"}, {"field": "value", "title": "Value", "format": ",.5~r"},
                   {"field": "low", "title": "At least", "format": ",.5~r"}, {"field": "high", "title": "At most", "format": ",.5~r"}]}},
                {"data": {"values": []}, "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.5},
                 "encoding": {"x": null, "y": {"field": "value", "type": "quantitative"}, "tooltip": [{"field": "kind", "title": "What"}, {"field": "value", "title": "Value", "format": ",.5~r"}]}}
              ]
            }
            """, values).Titled("y", Figures.Label(metric));
        spec["layer"]![3]!["data"]!["values"] = lines;
        return spec;
    }

    /// <summary>The share of columns that drifted, window by window.</summary>
    public static JsonObject DriftShare(IReadOnlyList<ObservedDrift> windows) =>
        Line("Share of columns that drifted", windows.Select(w => (w.From, "", (double?)w.Features.Share)), "%", isShare: true);

    /// <summary>How large the change of one column was, window by window.</summary>
    public static JsonObject Effect(IReadOnlyList<ObservedDrift> windows, string column) =>
        Line("Effect, 0 to 1", windows.Select(w => (w.From, "", w.All.FirstOrDefault(c => c.Name == column)?.Effect)), ".2f", isShare: true);

    /// <summary>Latencies, window by window.</summary>
    public static JsonObject Latency(IReadOnlyList<ServiceWindow> windows) =>
        Line("Milliseconds", windows.SelectMany(w => new[] { (w.From, "p50", w.P50), (w.From, "p95", w.P95), (w.From, "p99", w.P99) }).Select(p => (p.From, p.Item2, double.IsNaN(p.Item3) ? null : (double?)p.Item3)), ",.3~r", isShare: false);

    /// <summary>Reference and current rows by ranges of a column.</summary>
    public static JsonObject Histogram(ColumnHistogram histogram)
    {
        var values = new JsonArray();
        for (var i = 0; i < histogram.Ranges.Length; i++)
        {
            var range = histogram.Ranges[i];
            var name = Shown(range.Name, i, histogram);
            values.Add(Charts.Row(("label", name), ("kind", "Reference"), ("share", range.Reference)));
            values.Add(Charts.Row(("label", name), ("kind", "Current"), ("share", range.Current)));
        }
        return Charts.Spec("""
            {
              "description": "Share of rows by ranges of the column, at training and now",
              "encoding": {
                "y": {"field": "label", "type": "nominal", "sort": null, "title": null, "axis": {"ticks": false, "domain": false, "labelLimit": 260}},
                "yOffset": {"field": "kind", "type": "nominal", "sort": null},
                "x": {"field": "share", "type": "quantitative", "title": "Share of rows", "axis": {"format": "%"}},
                "color": {"field": "kind", "type": "nominal", "sort": null, "title": null, "scale": {"domain": ["Reference", "Current"], "range": ["var(--line-strong)", "var(--c1)"]}}
              },
              "layer": [{"mark": {"type": "bar"}, "encoding": {"tooltip": [{"field": "label", "title": "Range"}, {"field": "kind", "title": "Of"}, {"field": "share", "title": "Share of rows", "format": ".1%"}]}}]
            }
            """, values).Sized(Math.Max(60, 26 * histogram.Ranges.Length));
    }

    // Names that were cut may be alike; an axis would put them on one bar.
    static string Shown(string name, int place, ColumnHistogram histogram)
    {
        var cut = Cut(name);
        return histogram.Ranges.Take(place).Any(r => Cut(r.Name) == cut) ? FormattableString.Invariant($"{cut} ({place + 1})") : cut;
    }

    static string Cut(string name) => name.Length <= LongestName ? name : name[..(LongestName / 2)] + "…" + name[^(LongestName / 2)..];

    static JsonObject Line(string title, IEnumerable<(DateTimeOffset At, string Kind, double? Value)> points, string format, bool isShare)
    {
        var values = new JsonArray();
        foreach (var (at, kind, value) in points)
            if (value is { } number) values.Add(Charts.Row(("t", Time(at)), ("kind", kind), ("value", number)));
        var several = values.Select(v => (string?)v!["kind"]).Distinct().Count() > 1;
        var spec = Charts.Spec("""
            {
              "height": 200,
              "encoding": {
                "x": {"field": "t", "type": "temporal", "scale": {"type": "utc"}, "title": null},
                "y": {"field": "value", "type": "quantitative"}
              },
              "layer": [
                {"mark": {"type": "line", "strokeWidth": 1.8}},
                {"mark": {"type": "point", "filled": true, "size": 36, "opacity": 1}, "encoding": {"tooltip": [{"field": "t", "title": "From", "type": "temporal", "format": "%Y-%m-%d %H:%M"}]}}
              ]
            }
            """, values).Titled("y", title);
        spec["description"] = title;
        spec["encoding"]!["y"]!["axis"] = new JsonObject { ["format"] = format };
        if (isShare) spec["encoding"]!["y"]!["scale"] = new JsonObject { ["domain"] = new JsonArray(0, 1) };
        var tooltip = spec["layer"]![1]!["encoding"]!["tooltip"]!.AsArray();
        if (several)
        {
            spec["encoding"]!["color"] = JsonNode.Parse("""{"field": "kind", "type": "nominal", "sort": null, "title": null}""");
            tooltip.Add(Charts.Row(("field", "kind"), ("title", "Quantile")));
        }
        else
        {
            foreach (var layer in spec["layer"]!.AsArray()) layer!["mark"]!["color"] = "var(--c1)";
        }
        tooltip.Add(Charts.Row(("field", "value"), ("title", "Value"), ("format", format)));
        return spec;
    }

    static long Time(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
