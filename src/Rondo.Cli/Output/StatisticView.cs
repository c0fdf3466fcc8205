using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Engine.Statistics;

namespace Rondo.Cli.Output;

/// <summary>A statistic's result as JSON and as lines.</summary>
static class StatisticView
{
    private const int MostListed = 12;

    /// <summary>What is absent has no key; the statistic itself is null where it is infinite.</summary>
    public static JsonObject ToJson(StatisticResult result)
    {
        var json = new JsonObject { ["statistic"] = Node(result.Statistic) };
        if (result.PValue is { } p) json["p_value"] = p;
        if (result.Effect is { } effect) json["effect"] = effect;
        if (result.Interval is { } interval) json["interval"] = new JsonArray(Node(interval.Low), Node(interval.High));
        json["details"] = Node(result.Details);
        return json;
    }

    public static void Write(TextWriter output, StatisticResult result)
    {
        var lines = new List<(string Name, string Text)> { ("statistic", result.Statistic is { } statistic ? Text(statistic) : "none") };
        if (result.PValue is { } p) lines.Add(("p_value", Text(p)));
        if (result.Effect is { } effect) lines.Add(("effect", Text(effect)));
        if (result.Interval is { } interval) lines.Add(("interval", $"{Text(interval.Low)} to {Text(interval.High)}"));
        Flatten(lines, "", result.Details);
        var width = lines.Max(l => l.Name.Length);
        foreach (var (name, text) in lines) output.WriteLine($"{name.PadRight(width)}  {text}");
    }

    static void Flatten(List<(string, string)> lines, string prefix, ImmutableArray<KeyValuePair<string, object?>> details)
    {
        foreach (var (name, value) in details)
        {
            if (value is ImmutableArray<KeyValuePair<string, object?>> inner) Flatten(lines, $"{prefix}{name}.", inner);
            else lines.Add((prefix + name, Text(value)));
        }
    }

    static string Text(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list and not string => Listed([.. list.Cast<object?>()]),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static string Listed(object?[] items) =>
        string.Join(", ", items.Take(MostListed).Select(Text)) + (items.Length > MostListed ? string.Create(CultureInfo.InvariantCulture, $", ... ({items.Length})") : "");

    static JsonNode? Node(object? value) => value switch
    {
        null => null,
        bool truth => truth,
        double number when double.IsFinite(number) => number,
        // JSON has no number for it.
        double number => number.ToString(CultureInfo.InvariantCulture),
        int whole => whole,
        long whole => whole,
        string text => text,
        ImmutableArray<KeyValuePair<string, object?>> inner => new JsonObject(inner.Select(d => KeyValuePair.Create(d.Key, Node(d.Value)))),
        System.Collections.IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Node)]),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
