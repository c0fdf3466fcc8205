using System.Globalization;

namespace Rondo.Prepare.Profile.Alerts;

/// <summary>How alerts write numbers and lists.</summary>
static class Wording
{
    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Share(double part, double of) => (part / of).ToString("P1", CultureInfo.InvariantCulture).Replace(" %", "%", StringComparison.Ordinal);

    public static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>The first few values in quotes.</summary>
    public static string Some(IEnumerable<string> values, int most = 3)
    {
        var all = values.Take(most + 1).ToArray();
        return string.Join(", ", all.Take(most).Select(v => $"'{ValueText.Cut(v, 40)}'")) + (all.Length > most ? " and others" : "");
    }
}
