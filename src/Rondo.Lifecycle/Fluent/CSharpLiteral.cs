using System.Globalization;
using System.Text;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Fluent;

/// <summary>Values of a file as C# expressions.</summary>
static class CSharpLiteral
{
    /// <summary>The value as an argument of this type; null when it is no value of it.</summary>
    public static string? Of(YamlNode node, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(object)) return Any(node);
        if (type.IsArray) return List(node as YamlList ?? new YamlList([node], default), type.GetElementType()!);
        return (node as YamlScalar)?.Value switch
        {
            string text when type == typeof(string) => Text(text),
            bool flag when type == typeof(bool) => flag ? "true" : "false",
            long whole when type == typeof(long) || (type == typeof(int) && whole is >= int.MinValue and <= int.MaxValue) => Whole(whole),
            long whole when type == typeof(double) => Whole(whole),
            double number when type == typeof(double) => Number(number),
            _ => null,
        };
    }

    /// <summary>The value where any is taken.</summary>
    public static string Any(YamlNode node) => node switch
    {
        YamlList list => $"new object?[] {{ {string.Join(", ", list.Items.Select(Any))} }}",
        YamlMap map => $"Mapping.Of({string.Join(", ", map.Entries.Select(e => $"({Text(e.Key)}, {Any(e.Value)})"))})",
        _ => ((YamlScalar)node).Value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            long whole => Whole(whole),
            double number => Number(number),
            var text => Text((string)text),
        },
    };

    public static string Text(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c == '\n') quoted.Append("\\n");
            // Separators of lines end a literal for the compiler.
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\uFEFF') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    static string? List(YamlList list, Type element)
    {
        var items = list.Items.Select(item => Of(item, element)).ToArray();
        return items.Contains(null) ? null : $"[{string.Join(", ", items)}]";
    }

    static string Whole(long whole) => whole switch
    {
        // Read as the minus of a number that is one too large.
        long.MinValue => "long.MinValue",
        > 9999 or < -9999 => Grouped(whole),
        _ => whole.ToString(CultureInfo.InvariantCulture),
    };

    static string Grouped(long whole) => whole.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '_');

    static string Number(double number)
    {
        if (double.IsNaN(number)) return "double.NaN";
        if (double.IsInfinity(number)) return number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny(".E") < 0 ? text + ".0" : text;
    }
}
