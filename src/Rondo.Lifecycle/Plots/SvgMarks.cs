using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Plots;

/// <summary>Draws the rows of a layer as its mark.</summary>
static class SvgMarks
{
    // Beyond so many, tooltips would be most of the file.
    private const int MostTitled = 1000;

    public static void Add(SvgText svg, SvgLayer layer, SvgScale x, SvgScale y, SvgColors colors)
    {
        svg.Open("g", ("class", layer.Kind), ("fill-opacity", (double?)layer.Mark["opacity"]));
        if (layer.Kind == "line") AddLines(svg, layer, x, y, colors);
        else foreach (var row in layer.Rows) AddMark(svg, layer, row, x, y, colors);
        svg.Close("g");
    }

    static void AddMark(SvgText svg, SvgLayer layer, JsonObject row, SvgScale x, SvgScale y, SvgColors colors)
    {
        var color = colors.At(layer, row);
        if (layer.Value(row, "x") is not { } left || layer.Value(row, "y") is not { } top) return;
        var (atX, atY) = (x.At(left), y.At(top));
        switch (layer.Kind)
        {
            case "point":
                Leaf("circle", ("cx", atX), ("cy", atY), ("r", Math.Sqrt(((double?)layer.Mark["size"] ?? 20) / Math.PI)), ("fill", color));
                break;
            case "bar":
            case "rect":
                var (x1, x2) = Extent(layer, row, x, "x", atX);
                var (y1, y2) = Extent(layer, row, y, "y", atY);
                Leaf("rect", ("x", x1), ("y", y1), ("width", x2 - x1), ("height", y2 - y1), ("fill", color), ("stroke", layer.Mark["stroke"] is { } stroke ? SvgColors.Plain((string?)stroke) : null));
                break;
            case "rule":
                Leaf("line", ("x1", atX), ("x2", layer.Value(row, "x2") is { } end ? x.At(end) : atX), ("y1", atY), ("y2", atY), ("stroke", color));
                break;
            case "tick":
                var half = ((double?)layer.Mark["size"] ?? 16) / 2;
                Leaf("line", ("x1", atX), ("x2", atX), ("y1", atY - half), ("y2", atY + half), ("stroke", color), ("stroke-width", (double?)layer.Mark["thickness"] ?? 1));
                break;
            default:
                throw new InvalidOperationException($"A mark '{layer.Kind}' can't be drawn as SVG.");
        }

        void Leaf(string element, params ReadOnlySpan<(string, object?)> attributes)
        {
            if (layer.Rows.Length <= MostTitled) svg.Titled(element, string.Join(", ", row.Select(cell => cell.Value?.ToString())), attributes);
            else svg.Leaf(element, attributes);
        }
    }

    /// <summary>Between two values, across a band, or from zero on.</summary>
    static (double From, double To) Extent(SvgLayer layer, JsonObject row, SvgScale scale, string channel, double at)
    {
        if (scale.IsBand)
        {
            var half = scale.Band / 2 * (layer.Kind == "rect" ? 1 : 0.8);
            return (at - half, at + half);
        }
        var other = scale.At(layer.Value(row, channel + "2") ?? JsonValue.Create(0.0));
        return (Math.Min(at, other), Math.Max(at, other));
    }

    static void AddLines(SvgText svg, SvgLayer layer, SvgScale x, SvgScale y, SvgColors colors)
    {
        foreach (var line in layer.Rows.GroupBy(row => layer.Value(row, "color")?.ToString() ?? "", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var points = new StringBuilder();
            foreach (var row in line)
                points.Append(CultureInfo.InvariantCulture, $"{x.At(layer.Value(row, "x")!):0.######},{y.At(layer.Value(row, "y")!):0.######} ");
            svg.Leaf("polyline", ("points", points.ToString().TrimEnd()), ("fill", "none"), ("stroke", colors.At(layer, line.First())), ("stroke-width", (double?)layer.Mark["strokeWidth"] ?? 1.5));
        }
    }
}
