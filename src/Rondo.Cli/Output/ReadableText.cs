using System.Globalization;

namespace Rondo.Cli.Output;

/// <summary>Sizes, times and cells as a person reads them in a table.</summary>
static class ReadableText
{
    private const int LongestCell = 40;

    /// <summary>Such as 12.3 MB.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1000 && unit < units.Length - 1; unit++) size /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? size.ToString("0", CultureInfo.InvariantCulture) : size.ToString("0.0", CultureInfo.InvariantCulture))} {units[unit]}");
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Hash(string hash) => hash[..12];

    /// <summary>One line without control characters, which could drive a terminal; cut where it is long.</summary>
    public static string Cell(string text)
    {
        var cut = text.Length > LongestCell ? text[..LongestCell] : text;
        var clean = string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) && text.Length > LongestCell ? '\u00b7' : c));
        return text.Length > LongestCell ? clean + "..." : clean;
    }
}
