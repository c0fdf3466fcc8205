using System.Globalization;

namespace Rondo.Lifecycle.Plots;

/// <summary>Ticks of a time axis at whole years, months, days, hours, minutes or seconds.</summary>
static class TimeTicks
{
    private const double Day = 86_400_000;
    private static readonly double s_earliest = (DateTime.MinValue - DateTime.UnixEpoch).TotalMilliseconds;
    private static readonly double s_latest = (DateTime.MaxValue - DateTime.UnixEpoch).TotalMilliseconds;
    private static readonly double[] s_steps = [1, 10, 100, 1000, 5000, 15_000, 30_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 3 * 3_600_000, 6 * 3_600_000, Day / 2, Day, 2 * Day, 7 * Day];
    private static readonly int[] s_months = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000];

    /// <param name="low">Milliseconds since 1970.</param>
    /// <param name="high">Likewise.</param>
    public static IEnumerable<(double At, string Label)> Between(double low, double high, int wanted)
    {
        (low, high) = (Math.Max(low, s_earliest), Math.Min(high, s_latest));
        if (!(low < high)) return [];
        var step = (high - low) / wanted;
        return step <= 10 * Day ? Even(low, high, s_steps.First(s => s >= step || s == 7 * Day)) : Months(low, high, s_months.FirstOrDefault(m => m * 30.4 * Day >= step, s_months[^1]));
    }

    static IEnumerable<(double, string)> Even(double low, double high, double step)
    {
        for (var at = Math.Ceiling(low / step) * step; at <= high; at += step)
            yield return (at, Of(at).ToString(step < 1000 ? "HH:mm:ss.fff" : step < 60_000 ? "HH:mm:ss" : step < Day ? "MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    static IEnumerable<(double, string)> Months(double low, double high, int months)
    {
        var start = Of(low);
        var number = start.Year * 12 + start.Month - 1;
        for (number = number / months * months; number < 9999 * 12; number += months)
        {
            if (number < 12) continue;
            var at = (new DateTime(number / 12, number % 12 + 1, 1) - DateTime.UnixEpoch).TotalMilliseconds;
            if (at > high) yield break;
            if (at >= low) yield return (at, Of(at).ToString(months % 12 == 0 ? "yyyy" : "yyyy-MM", CultureInfo.InvariantCulture));
        }
    }

    static DateTime Of(double milliseconds) => DateTime.UnixEpoch.AddMilliseconds(milliseconds);
}
