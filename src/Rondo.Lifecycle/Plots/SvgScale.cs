using System.Globalization;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Plots;

/// <summary>Where values of an axis lie: evenly spaced numbers or times, or a band for each category.</summary>
sealed class SvgScale
{
    private const int WantedTicks = 6;

    private readonly Dictionary<string, int> _bands = new(StringComparer.Ordinal);
    private double _low;
    private double _high = 1;
    private double _start;
    private double _end;

    public string Title { get; private init; } = "";

    public bool IsBand { get; private init; }

    /// <summary>The width of a band.</summary>
    public double Band => Math.Abs(_end - _start) / Math.Max(1, _bands.Count);

    public (JsonNode Value, string Label)[] Ticks { get; private set; } = [];

    public static SvgScale Of(string channel, SvgLayer[] layers)
    {
        var definition = layers.Select(l => l.Channel(channel)).First(c => c is not null)!;
        var type = (string)definition["type"]!;
        var scale = new SvgScale { IsBand = type == "nominal", Title = (string?)definition["title"] ?? "" };
        var values = layers.SelectMany(l => l.Rows.SelectMany(row => new[] { l.Value(row, channel), l.Value(row, channel + "2") })).OfType<JsonNode>();
        if (scale.IsBand) scale.Learn(values.Select(v => v.ToString()));
        else scale.Learn([.. values.Select(v => (double)v)], definition["scale"] as JsonObject, type == "temporal");
        return scale;
    }

    public void Place(double start, double end) => (_start, _end) = (start, end);

    /// <summary>The value's place; of a category the middle of its band.</summary>
    public double At(JsonNode value) => IsBand
        ? _start + (_bands[value.ToString()] + 0.5) * (_end - _start) / _bands.Count
        // Halves, for the span of the largest numbers overflows.
        : _start + ((double)value / 2 - _low / 2) / (_high / 2 - _low / 2) * (_end - _start);

    void Learn(IEnumerable<string> categories)
    {
        foreach (var category in categories) _bands.TryAdd(category, _bands.Count);
        Ticks = [.. _bands.Keys.Select(c => ((JsonNode)JsonValue.Create(c), c))];
    }

    void Learn(double[] values, JsonObject? definition, bool isTime)
    {
        (_low, _high) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
        if ((bool?)definition?["zero"] == true) (_low, _high) = (Math.Min(0, _low), Math.Max(0, _high));
        if (_low == _high) (_low, _high) = (_low - Math.Max(0.5, Math.Abs(_low) / 1e6), _high + Math.Max(0.5, Math.Abs(_high) / 1e6));
        if (isTime)
        {
            Ticks = [.. TimeTicks.Between(_low, _high, WantedTicks).Select(t => ((JsonNode)JsonValue.Create(t.At), t.Label))];
            return;
        }
        var step = StepOf((_high - _low) / WantedTicks);
        if ((bool?)definition?["nice"] == true) (_low, _high) = (Math.Floor(_low / step) * step, Math.Ceiling(_high / step) * step);
        var first = Math.Ceiling(_low / step - 1e-9);
        var count = Math.Min(50, (int)Math.Floor((_high / step - first) + 1e-9) + 1);
        Ticks = [.. Enumerable.Range(0, Math.Max(0, count)).Select(i => (first + i) * step).Select(t => ((JsonNode)JsonValue.Create(t), Label(t, step)))];
    }

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    static double StepOf(double width)
    {
        // Such spans are beyond what a tick can be counted in.
        if (!double.IsFinite(width) || width <= 0) return double.MaxValue / 8;
        var exponent = (int)Math.Floor(Math.Log10(width));
        var power = double.Parse($"1e{exponent.ToString(CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture);
        return power * (width / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
    }

    static string Label(double value, double step)
    {
        if (value == 0) return "0";
        if (Math.Abs(value) is >= 1e7 or < 1e-4) return value.ToString("0.###e+0", CultureInfo.InvariantCulture);
        var digits = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 8);
        return value.ToString($"N{digits.ToString(CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture);
    }
}
