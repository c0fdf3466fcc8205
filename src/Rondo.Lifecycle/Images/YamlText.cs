using System.Globalization;
using System.Text;

namespace Rondo.Lifecycle.Images;

/// <summary>Any text as one value of YAML, in double quotes: nothing in it begins a comment, a key, a list or a line.</summary>
static class YamlText
{
    public static string Of(string text)
    {
        var yaml = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') yaml.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF') yaml.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else yaml.Append(c);
        }
        return yaml.Append('"').ToString();
    }
}
