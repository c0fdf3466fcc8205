using System.Globalization;
using System.Text;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>Metrics as Prometheus reads them: the text format 0.0.4.</summary>
public sealed class MetricsText
{
    readonly StringBuilder _text = new();

    /// <summary>Labels with their values escaped, as they stand between braces.</summary>
    public static string Labels(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(name).Append("=\"").Append(Escaped(value)).Append('"');
        }
        return text.ToString();
    }

    /// <summary>Begins what has one name.</summary>
    /// <param name="type">counter, gauge or histogram.</param>
    public void Family(string name, string type, string help) => _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    public void Line(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>A gauge without labels.</summary>
    public void Gauge(string name, string help, double value)
    {
        Family(name, "gauge", help);
        Line(name, "", value);
    }

    public override string ToString() => _text.ToString();

    static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ when double.IsNaN(value) => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    static string Escaped(string value) => !value.AsSpan().ContainsAny('\\', '"', '\n') ? value
        : value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
