using System.Globalization;

namespace Rondo.Engine.Data;

/// <summary>Spans of time as files write them: a number and a unit, s, m, h, d or w.</summary>
public static class DurationText
{
    public const string Expected = "a duration such as 30s, 5m, 2h or 30d";

    /// <summary>Null when the text is no duration above zero.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        double? seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => null };
        return seconds * number is > 0 and < 1e9 and var total ? TimeSpan.FromSeconds(total) : null;
    }
}
