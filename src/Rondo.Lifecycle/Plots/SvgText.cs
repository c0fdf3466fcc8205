using System.Globalization;
using System.Security;
using System.Text;

namespace Rondo.Lifecycle.Plots;

/// <summary>SVG in the making: every text and attribute is escaped, and what XML forbids is replaced.</summary>
sealed class SvgText
{
    private readonly StringBuilder _text = new();

    public void Open(string element, params ReadOnlySpan<(string Name, object? Value)> attributes) => Add(element, attributes, ">\n");

    public void Close(string element) => _text.Append("</").Append(element).Append(">\n");

    public void Leaf(string element, params ReadOnlySpan<(string Name, object? Value)> attributes) => Add(element, attributes, "/>\n");

    public void Text(string text, params ReadOnlySpan<(string Name, object? Value)> attributes) => Titled("text", text, attributes, null);

    /// <summary>An element with a tooltip.</summary>
    public void Titled(string element, string text, ReadOnlySpan<(string Name, object? Value)> attributes, string? inner = "title")
    {
        Add(element, attributes, ">");
        if (inner is not null) _text.Append('<').Append(inner).Append('>');
        _text.Append(Escape(text));
        if (inner is not null) _text.Append("</").Append(inner).Append('>');
        Close(element);
    }

    public override string ToString() => _text.ToString();

    void Add(string element, ReadOnlySpan<(string Name, object? Value)> attributes, string end)
    {
        _text.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            if (value is null) continue;
            var text = value is double number ? Math.Round(number, 6).ToString("0.######", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
            _text.Append(' ').Append(name).Append("=\"").Append(Escape(text)).Append('"');
        }
        _text.Append(end);
    }

    static string Escape(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            plain.Append(rune.Value is < 0x20 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString());
        return SecurityElement.Escape(plain.ToString());
    }
}
