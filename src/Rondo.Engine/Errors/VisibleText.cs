using System.Globalization;
using System.Text;

namespace Rondo.Engine.Errors;

/// <summary>Text from outside, as it may stand in a log or on a terminal.</summary>
public static class VisibleText
{
    /// <summary>Control characters, line separators and marks that turn the direction of writing become \uXXXX.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsHidden)) return text;
        var visible = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsHidden(c)) visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else visible.Append(c);
        }
        return visible.ToString();
    }

    static bool IsHidden(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
