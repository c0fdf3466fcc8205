using System.Globalization;

namespace Rondo.Server.Pages.Parts;

/// <summary>Times as a person says them.</summary>
static class TimeText
{
    public static string Ago(DateTimeOffset time, DateTimeOffset now)
    {
        var age = now - time;
        return age.TotalSeconds switch
        {
            < 45 => "just now",
            < 3600 => Count(Math.Max(1, Math.Round(age.TotalMinutes)), "min"),
            < 86400 => Count(Math.Round(age.TotalHours), "h"),
            < 86400 * 14 => Count(Math.Round(age.TotalDays), Math.Round(age.TotalDays) == 1 ? "day" : "days"),
            _ => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };

        static string Count(double n, string unit) => string.Create(CultureInfo.InvariantCulture, $"{n:0} {unit} ago");
    }
}
