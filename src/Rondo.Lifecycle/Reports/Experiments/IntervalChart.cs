using System.Text.Json.Nodes;
using Rondo.Lifecycle.Experiments;

namespace Rondo.Lifecycle.Reports.Experiments;

/// <summary>How each arm differs from the control, with its interval; 0 is no difference.</summary>
public static class IntervalChart
{
    /// <summary>Null before anything was measured.</summary>
    public static JsonObject? Of(AbTestReport report)
    {
        var values = new JsonArray();
        var isShare = true;
        foreach (var effect in report.Effects)
        {
            isShare &= effect.IsRelative;
            values.Add(Charts.Row(("arm", $"{effect.Arm}, {report.Test.Rules.Metric}"), ("value", effect.Value), ("low", effect.Interval.Low), ("high", effect.Interval.High), ("kind", "Decides")));
        }
        foreach (var (arm, losses) in report.Pairs)
            values.Add(Charts.Row(("arm", $"{arm}, lower {report.Test.Rules.Metric}"), ("value", losses.Improvement), ("low", losses.Interval.Low), ("high", losses.Interval.High), ("kind", "Decides")));
        foreach (var (guardrail, effect) in report.Guardrails)
        {
            isShare &= effect.IsRelative;
            values.Add(Charts.Row(("arm", $"{effect.Arm}, {guardrail.Metric}"), ("value", effect.Value), ("low", effect.Interval.Low), ("high", effect.Interval.High), ("kind", "Guardrail")));
        }
        if (values.Count == 0) return null;
        var spec = Charts.Spec("""
            {
              "description": "Difference from the control with its interval",
              "encoding": {
                "y": {"field": "arm", "type": "nominal", "sort": null, "title": null, "axis": {"ticks": false, "domain": false, "labelLimit": 260}},
                "color": {"field": "kind", "type": "nominal", "title": null, "scale": {"domain": ["Decides", "Guardrail"], "range": ["var(--c1)", "var(--line-strong)"]}}
              },
              "layer": [
                {"mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.7}, "encoding": {"x": {"field": "low", "type": "quantitative", "title": "Difference from the control"}, "x2": {"field": "high"}}},
                {"mark": {"type": "point", "filled": true, "size": 90, "opacity": 1},
                 "encoding": {"x": {"field": "value", "type": "quantitative"}, "tooltip": [{"field": "arm", "title": "Of"}, {"field": "value", "title": "Difference", "format": "+.2~r"}, {"field": "low", "title": "At least", "format": "+.2~r"}, {"field": "high", "title": "At most", "format": "+.2~r"}]}},
                {"data": {"values": [{"zero": 0}]}, "mark": {"type": "rule", "strokeDash": [5, 4]}, "encoding": {"y": null, "color": null, "x": {"field": "zero", "type": "quantitative"}}}
              ]
            }
            """, values).Sized(Math.Max(70, 44 * values.Count));
        if (isShare) spec["layer"]![0]!["encoding"]!["x"]!["axis"] = new JsonObject { ["format"] = "+.1%" };
        return spec;
    }
}
