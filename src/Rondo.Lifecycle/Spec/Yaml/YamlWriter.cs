using System.Globalization;
using System.Text;

namespace Rondo.Lifecycle.Spec.Yaml;

/// <summary>Writes nodes as a YAML file that <see cref="YamlReader"/> reads back to the same values.</summary>
public static class YamlWriter
{
    /// <param name="comment">A remark for the end of the line of a path, or null.</param>
    public static string Write(YamlMap root, Func<string, string?>? comment = null)
    {
        var text = new StringBuilder();
        if (root.Entries.Length == 0) return "{}\n";
        WriteMap(text, root, 0, "", comment ?? (_ => null));
        return text.ToString();
    }

    static void WriteMap(StringBuilder text, YamlMap map, int indent, string path, Func<string, string?> comment)
    {
        foreach (var entry in map.Entries)
        {
            var at = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            text.Append(' ', indent).Append(Quote(entry.Key, isKey: true)).Append(':');
            WriteValue(text, entry.Value, indent, at, comment);
        }
    }

    static void WriteValue(StringBuilder text, YamlNode value, int indent, string at, Func<string, string?> comment)
    {
        var remark = comment(at) is { } words ? $"  # {words}" : "";
        if (value is YamlMap { Entries.Length: > 0 } map)
        {
            text.Append(remark).Append('\n');
            WriteMap(text, map, indent + 2, at, comment);
        }
        else if (value is YamlList { Items.Length: > 0 } list && list.Items.Any(i => i is not YamlScalar))
        {
            text.Append(remark).Append('\n');
            for (var i = 0; i < list.Items.Length; i++)
                text.Append(' ', indent + 2).Append("- ").Append(Flow(list.Items[i])).Append(Remark(comment, at, i)).Append('\n');
        }
        else text.Append(' ').Append(Flow(value)).Append(remark).Append('\n');
    }

    static string Remark(Func<string, string?> comment, string at, int i) =>
        comment(string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]")) is { } words ? $"  # {words}" : "";

    static string Flow(YamlNode node) => node switch
    {
        YamlScalar { IsQuoted: true } scalar => Quote(scalar.Text, isKey: false),
        YamlScalar { Value: null } => "null",
        YamlScalar scalar => Quote(scalar.Text, isKey: true),
        YamlList list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        YamlMap { Entries.Length: 0 } => "{}",
        YamlMap map => $"{{ {string.Join(", ", map.Entries.Select(e => $"{Quote(e.Key, isKey: true)}: {Flow(e.Value)}"))} }}",
        _ => throw new ArgumentException($"A {node.GetType().Name} can't be written.", nameof(node)),
    };

    // Keys and plain scalars stay plain where YAML allows: a key is read as text whatever it looks like.
    static string Quote(string text, bool isKey)
    {
        if (IsPlain(text) && (isKey || (CoreSchema.TypeOf(text) is string && !IsOldBoolean(text)))) return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c == '\n') quoted.Append("\\n");
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\u0085') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    // Text to YAML 1.2, but not to older readers of the file.
    static bool IsOldBoolean(string text) => text.ToUpperInvariant() is "YES" or "NO" or "ON" or "OFF" or "Y" or "N";

    // Stricter than YAML: what is safe in block and flow style, at any place.
    static bool IsPlain(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiLetterOrDigit(text[0]) || text[0] is '_' or '.' or '/' || (text[0] is '-' or '+' && text.Length > 1 && (char.IsAsciiDigit(text[1]) || text[1] == '.')))) return false;
        if (text[^1] is ' ' or ':' || OpenCall.IsOpen(text)) return false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is ',' or '[' or ']' or '{' or '}' or '"' or '\'' or '\\' or '`' or '#' || c < ' ' || c > '~') return false;
            if (c == ':' && text[i + 1] is ' ') return false;
        }
        return text is not ("---" or "...");
    }
}
