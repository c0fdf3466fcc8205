using System.Globalization;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>Spans and times as a person says them.</summary>
public static class SpanText
{
    public static string Of(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Said(span.TotalDays, "days"),
        { TotalHours: >= 2 } => Said(span.TotalHours, "hours"),
        { TotalMinutes: >= 2 } => Said(span.TotalMinutes, "minutes"),
        _ => Said(span.TotalSeconds, "seconds"),
    };

    /// <summary>A time in UTC; of midnight the day alone.</summary>
    public static string Of(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return utc.ToString(utc.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : utc.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    static string Said(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}");
}
