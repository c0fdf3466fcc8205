using System.Globalization;
using System.Text;

namespace Rondo.Server.Telemetry;

/// <summary>A metric of the page <c>/metrics</c>, with all of its series.</summary>
/// <param name="Type">counter, gauge or histogram.</param>
sealed record PageMetric(string Name, string Type, string Help)
{
    /// <summary>Series of a counter or gauge.</summary>
    public List<PageValue> Values { get; } = [];

    /// <summary>Series of a histogram, by their labels.</summary>
    public Dictionary<string, PageHistogram> Histograms { get; } = new(StringComparer.Ordinal);
}

readonly record struct PageValue(KeyValuePair<string, object?>[] Labels, double Value);

/// <summary>One histogram of the page.</summary>
sealed record PageHistogram(KeyValuePair<string, object?>[] Labels)
{
    /// <summary>Upper bounds, without the infinite one.</summary>
    public List<double> Bounds { get; } = [];

    /// <summary>How many values lie at or below each bound; the last is their number.</summary>
    public List<long> AtOrBelow { get; } = [];

    public double Sum { get; set; }
}

/// <summary>The page <c>/metrics</c> read back: it stays the one list of what is measured, so that a metric which is added there goes out by OTLP too.</summary>
static class MetricsPage
{
    const string Help = "# HELP ";
    const string Type = "# TYPE ";

    public static IReadOnlyList<PageMetric> Read(string text)
    {
        var metrics = new List<PageMetric>();
        var help = "";
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(Help)) help = line[(line[Help.Length..].IndexOf(' ') + Help.Length + 1)..].ToString();
            else if (line.StartsWith(Type))
            {
                var named = line[Type.Length..];
                var end = named.IndexOf(' ');
                metrics.Add(new PageMetric(named[..end].ToString(), named[(end + 1)..].ToString(), help));
            }
            else if (line.Length > 0) ReadSeries(metrics[^1], line);
        }
        return metrics;
    }

    static void ReadSeries(PageMetric metric, ReadOnlySpan<char> line)
    {
        // A label's value may have spaces and braces; the number after it has neither.
        var value = Number(line[(line.LastIndexOf(' ') + 1)..]);
        var series = line[..line.LastIndexOf(' ')];
        var brace = series.IndexOf('{');
        var name = brace < 0 ? series : series[..brace];
        var labels = brace < 0 ? [] : Labels(series[(brace + 1)..^1]);
        if (metric.Type != "histogram") metric.Values.Add(new PageValue([.. labels], value));
        else AddTo(metric, name[metric.Name.Length..], labels, value);
    }

    static void AddTo(PageMetric metric, ReadOnlySpan<char> part, List<KeyValuePair<string, object?>> labels, double value)
    {
        var bound = labels.FindIndex(l => l.Key == "le");
        var upper = bound < 0 ? 0 : Number((string)labels[bound].Value!);
        if (bound >= 0) labels.RemoveAt(bound);
        var key = string.Join('\n', labels.Select(l => $"{l.Key}={l.Value}"));
        if (!metric.Histograms.TryGetValue(key, out var histogram)) metric.Histograms[key] = histogram = new PageHistogram([.. labels]);
        if (part is "_sum") histogram.Sum = value;
        if (part is not "_bucket") return;
        if (double.IsFinite(upper)) histogram.Bounds.Add(upper);
        histogram.AtOrBelow.Add((long)value);
    }

    static List<KeyValuePair<string, object?>> Labels(ReadOnlySpan<char> text)
    {
        var labels = new List<KeyValuePair<string, object?>>();
        while (text.Length > 0)
        {
            var equals = text.IndexOf('=');
            var name = text[..equals].ToString();
            var value = new StringBuilder();
            var i = equals + 2;
            for (; text[i] != '"'; i++) value.Append(text[i] != '\\' ? text[i] : text[++i] == 'n' ? '\n' : text[i]);
            labels.Add(new(name, value.ToString()));
            text = text[Math.Min(i + 2, text.Length)..];
        }
        return labels;
    }

    static double Number(ReadOnlySpan<char> text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
