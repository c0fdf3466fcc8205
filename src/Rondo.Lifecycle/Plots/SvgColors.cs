using System.Globalization;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Plots;

/// <summary>The colours of marks: the report's, a colour for each category, or a range between numbers.</summary>
sealed class SvgColors
{
    public const string Ink = "#1b212c";
    public const string Muted = "#5a6473";
    public const string Grid = "#e4e7ec";

    // As report.css has them: --c1 to --c7.
    private static readonly string[] s_palette = ["#2b5fd9", "#d55e00", "#009e73", "#b1579a", "#8a6d00", "#3aa0d8", "#6b7280"];

    private readonly List<string> _categories = [];
    private double[] _domain = [];
    private string[] _range = [];

    public bool HasLegend => _categories.Count > 0 || _range.Length > 0;

    public string Title { get; private set; } = "";

    public static string Plain(string? color) => color switch
    {
        null => s_palette[0],
        "var(--card)" => "#ffffff",
        "var(--ink)" => Ink,
        _ when color.StartsWith("var(--c", StringComparison.Ordinal) => s_palette[color[7] - '1'],
        _ => color,
    };

    public static SvgColors Of(SvgLayer[] layers)
    {
        var colors = new SvgColors();
        foreach (var layer in layers)
        {
            if (layer.Channel("color") is not { } definition) continue;
            colors.Title = (string?)definition["title"] ?? "";
            var values = layer.Rows.Select(row => layer.Value(row, "color")).OfType<JsonNode>();
            if ((string?)definition["type"] == "nominal") colors._categories.AddRange(values.Select(v => v.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            else colors.Learn(definition["scale"]!.AsObject(), [.. values.Select(v => (double)v)]);
        }
        return colors;
    }

    public string At(SvgLayer layer, JsonObject row)
    {
        if (layer.Value(row, "color") is not { } value) return Plain((string?)layer.Mark["color"]);
        return _categories.Count > 0 ? OfCategory(_categories.IndexOf(value.ToString())) : Between((double)value);
    }

    public void AddLegend(SvgText svg, double x, double y)
    {
        if (!HasLegend) return;
        svg.Open("g", ("class", "legend"), ("fill", Muted));
        if (Title.Length > 0) svg.Text(Cut(Title), ("x", x), ("y", y + 4), ("font-weight", 600));
        var entries = _categories.Count > 0
            ? _categories.Select((c, i) => (OfCategory(i), c))
            : _domain.Reverse().Select(d => (Between(d), d.ToString("G5", CultureInfo.InvariantCulture)));
        foreach (var (color, label) in entries)
        {
            y += 18;
            svg.Leaf("rect", ("x", x), ("y", y - 8), ("width", 10), ("height", 10), ("fill", color));
            svg.Text(Cut(label), ("x", x + 16), ("y", y + 1));
        }
        svg.Close("g");
    }

    void Learn(JsonObject scale, double[] values)
    {
        _range = [.. scale["range"]!.AsArray().Select(c => (string)c!)];
        _domain = scale["domain"] is JsonArray domain ? [.. domain.Select(d => (double)d!)] : values.Length == 0 ? [0, 1] : [values.Min(), values.Max()];
    }

    static string OfCategory(int i) => s_palette[i % s_palette.Length];

    string Between(double value)
    {
        var i = Math.Clamp(Array.FindLastIndex(_domain, d => d <= value), 0, _domain.Length - 2);
        var share = _domain[i + 1] > _domain[i] ? Math.Clamp((value - _domain[i]) / (_domain[i + 1] - _domain[i]), 0, 1) : 0;
        var (from, to) = (Parts(_range[i]), Parts(_range[i + 1]));
        return "#" + string.Concat(from.Zip(to, (a, b) => ((int)Math.Round(a + (b - a) * share)).ToString("x2", CultureInfo.InvariantCulture)));
    }

    static int[] Parts(string color) => [.. Enumerable.Range(0, 3).Select(i => int.Parse(color.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    static string Cut(string text) => text.Length <= 20 ? text : text[..18] + "..";
}
