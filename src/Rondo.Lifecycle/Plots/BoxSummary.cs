using System.Text.Json.Nodes;
using Rondo.Engine.Data;
using Rondo.Engine.Statistics;

namespace Rondo.Lifecycle.Plots;

/// <summary>A box after Tukey (1977): quartiles, whiskers to the last values within 1.5 interquartile ranges, and what lies beyond.</summary>
/// <param name="MoreOutliers">How many are not among <paramref name="Outliers"/>.</param>
sealed record BoxSummary(string Label, double Low, double First, double Median, double Third, double High, double[] Outliers, int MoreOutliers)
{
    private const double Fence = 1.5;

    public static BoxSummary Of(string label, double[] values, int mostOutliers)
    {
        var numbers = NumberStatistics.Of(SortedColumn.Of(new DoubleColumn(values)))!;
        var (first, median, third) = (numbers.Quantiles[1], numbers.Median, numbers.Quantiles[3]);
        var (from, to) = (first - Fence * (third - first), third + Fence * (third - first));
        double[] within = [.. values.Where(v => v >= from && v <= to)];
        double[] beyond = [.. values.Where(v => v < from || v > to).OrderByDescending(v => Math.Abs(v - median)).ThenBy(v => v)];
        return new BoxSummary(label, within.Min(), first, median, third, within.Max(), [.. beyond.Take(mostOutliers)], Math.Max(0, beyond.Length - mostOutliers));
    }

    public static JsonObject Chart(string name, string numbers, BoxSummary[] boxes)
    {
        var rows = boxes.Select(b => DataCharts.Row(("label", b.Label), ("low", b.Low), ("q1", b.First), ("median", b.Median), ("q3", b.Third), ("high", b.High)));
        var outliers = boxes.SelectMany(b => b.Outliers.Select(o => DataCharts.Row(("label", b.Label), ("low", o))));
        var spec = DataCharts.Of($"{numbers}{(name.Length == 0 ? "" : $" by {name}")}", Math.Max(80, 40 * boxes.Length), """
            {"layer": [
              {"mark": {"type": "rule", "color": "var(--ink)"}, "encoding": {
                "y": {"field": "label", "type": "nominal", "sort": null},
                "x": {"field": "low", "type": "quantitative", "scale": {"zero": false, "nice": true}}, "x2": {"field": "high"}}},
              {"mark": {"type": "bar", "color": "var(--c1)", "opacity": 0.85, "height": {"band": 0.6}}, "encoding": {
                "y": {"field": "label", "type": "nominal", "sort": null}, "x": {"field": "q1", "type": "quantitative"}, "x2": {"field": "q3"},
                "tooltip": [{"field": "low", "title": "Whisker"}, {"field": "q1", "title": "First quartile"}, {"field": "median", "title": "Median"}, {"field": "q3", "title": "Third quartile"}, {"field": "high", "title": "Whisker"}]}},
              {"mark": {"type": "tick", "color": "var(--ink)", "thickness": 2, "size": 20}, "encoding": {
                "y": {"field": "label", "type": "nominal", "sort": null}, "x": {"field": "median", "type": "quantitative"}}},
              {"data": {"values": []}, "mark": {"type": "point", "filled": true, "size": 14, "opacity": 0.6, "color": "var(--c2)"}, "encoding": {
                "y": {"field": "label", "type": "nominal", "sort": null}, "x": {"field": "low", "type": "quantitative"}}}
            ]}
            """, [.. rows]);
        foreach (var layer in spec["layer"]!.AsArray())
        {
            layer!["encoding"]!["x"]!["title"] = numbers;
            layer["encoding"]!["y"]!["title"] = name;
        }
        spec["layer"]![3]!["data"]!["values"] = new JsonArray([.. outliers]);
        return spec;
    }
}
