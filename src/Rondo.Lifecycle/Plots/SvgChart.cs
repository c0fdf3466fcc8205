using System.Globalization;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Plots;

/// <summary>
/// Draws the part of Vega-Lite that our charts of data use as SVG, without a browser: layers of points, bars, rules, ticks, lines and cells
/// over quantitative, temporal and nominal axes.
/// </summary>
public static class SvgChart
{
    private const int Width = 720;
    private const int Top = 46;
    private const int Bottom = 54;
    private const int LegendWidth = 150;
    private const double LetterWidth = 6.4;
    private const int LongestLabel = 28;

    public static string Render(JsonObject spec)
    {
        var layers = SvgLayer.Of(spec);
        var (x, y) = (SvgScale.Of("x", layers), SvgScale.Of("y", layers));
        var color = SvgColors.Of(layers);
        var height = (int?)spec["height"] ?? 300;
        var longest = y.Ticks.Select(t => Cut(t.Label).Length).DefaultIfEmpty(0).Max();
        var left = Math.Max(48, 34 + longest * LetterWidth);
        var right = color.HasLegend ? LegendWidth : 20;
        var below = x.IsBand ? Bottom + 4.5 * x.Ticks.Select(t => Cut(t.Label).Length).DefaultIfEmpty(0).Max() : Bottom;
        x.Place(left, Width - right);
        // Categories go down, numbers go up.
        if (y.IsBand) y.Place(Top, Top + height);
        else y.Place(Top + height, Top);

        var svg = new SvgText();
        svg.Open("svg", ("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {Top + height + below:0}")),
            ("width", Width), ("height", Math.Ceiling(Top + height + below)), ("font-family", "system-ui, sans-serif"), ("font-size", 11), ("role", "img"), ("aria-label", (string?)spec["description"]));
        svg.Leaf("rect", ("width", "100%"), ("height", "100%"), ("fill", "#ffffff"));
        AddTitle(svg, spec);
        AddAxes(svg, x, y, left, Width - right, Top + height);
        foreach (var layer in layers) SvgMarks.Add(svg, layer, x, y, color);
        color.AddLegend(svg, Width - right + 16, Top);
        svg.Close("svg");
        return svg.ToString();
    }

    static void AddTitle(SvgText svg, JsonObject spec)
    {
        svg.Text((string?)spec["description"] ?? "", ("x", 12), ("y", 20), ("font-size", 14), ("font-weight", 600), ("fill", SvgColors.Ink));
        if (spec["title"] is JsonObject title && (string?)title["subtitle"] is { } note) svg.Text(note, ("x", 12), ("y", 36), ("class", "note"), ("fill", SvgColors.Muted));
    }

    static void AddAxes(SvgText svg, SvgScale x, SvgScale y, double left, double right, double bottom)
    {
        svg.Open("g", ("class", "axes"), ("fill", SvgColors.Muted), ("stroke-width", 1));
        foreach (var (value, label) in x.Ticks)
        {
            var at = x.At(value);
            if (!x.IsBand) svg.Leaf("line", ("x1", at), ("x2", at), ("y1", Top), ("y2", bottom), ("stroke", SvgColors.Grid));
            if (x.IsBand) svg.Text(Cut(label), ("transform", string.Create(CultureInfo.InvariantCulture, $"translate({at:0.##} {bottom + 14:0.##}) rotate(-45)")), ("text-anchor", "end"));
            else svg.Text(label, ("x", at), ("y", bottom + 16), ("text-anchor", "middle"));
        }
        foreach (var (value, label) in y.Ticks)
        {
            var at = y.At(value);
            if (!y.IsBand) svg.Leaf("line", ("x1", left), ("x2", right), ("y1", at), ("y2", at), ("stroke", SvgColors.Grid));
            svg.Text(Cut(label), ("x", left - 6), ("y", at + 4), ("text-anchor", "end"));
        }
        if (x.Title.Length > 0 && !x.IsBand) svg.Text(x.Title, ("x", (left + right) / 2), ("y", bottom + 38), ("text-anchor", "middle"), ("font-size", 12));
        if (x.Title.Length > 0 && x.IsBand) svg.Text(x.Title, ("x", right), ("y", Top - 6), ("text-anchor", "end"), ("font-size", 12));
        if (y.Title.Length > 0) svg.Text(y.Title, ("transform", string.Create(CultureInfo.InvariantCulture, $"translate(14 {(Top + bottom) / 2:0.##}) rotate(-90)")), ("text-anchor", "middle"), ("font-size", 12));
        svg.Close("g");
    }

    static string Cut(string label) => label.Length <= LongestLabel ? label : label[..(LongestLabel - 2)] + "..";
}
