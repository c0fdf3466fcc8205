using System.Globalization;

namespace Rondo.Server.Pages.Parts;

/// <summary>Times as a person says them.</summary>
static class TimeText
{
    static readonly TimeSpan s_near = TimeSpan.FromSeconds(45);

    public static string Ago(DateTimeOffset time, DateTimeOffset now) => Distance(now - time) is { } distance ? $"{distance} ago" : now - time < s_near ? "just now" : Day(time);

    /// <summary>The same for a time to come.</summary>
    public static string Until(DateTimeOffset time, DateTimeOffset now) => Distance(time - now) is { } distance ? $"in {distance}" : time - now < s_near ? "now" : $"on {Day(time)}";

    // Null for what is near, and for what is so far that its date says more.
    static string? Distance(TimeSpan span)
    {
        return span.TotalSeconds switch
        {
            < 45 => null,
            < 3600 => Count(Math.Max(1, Math.Round(span.TotalMinutes)), "min"),
            < 86400 => Count(Math.Round(span.TotalHours), "h"),
            < 86400 * 14 => Count(Math.Round(span.TotalDays), Math.Round(span.TotalDays) == 1 ? "day" : "days"),
            _ => null,
        };

        static string Count(double n, string unit) => string.Create(CultureInfo.InvariantCulture, $"{n:0} {unit}");
    }

    static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
