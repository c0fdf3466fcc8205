using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Profile;

/// <summary>Values as a person reads them: numbers in their shortest exact form, times in ISO 8601.</summary>
static class ValueText
{
    public static string Of(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    public static string Of(long value, ColumnType type) => type switch
    {
        ColumnType.Boolean => value == 0 ? "false" : "true",
        ColumnType.Date => Date(value),
        ColumnType.Timestamp => Time(value),
        ColumnType.TimestampUtc => Time(value) + "Z",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>At most so many characters, and three dots where some are left out.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return text[..end] + "...";
    }

    static string Date(long days)
    {
        if (!CivilCalendar.Covers(days)) return days.ToString(CultureInfo.InvariantCulture);
        var (year, month, day) = CivilCalendar.CivilFromDays(days);
        return string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}");
    }

    static string Time(long microseconds)
    {
        var rest = CivilCalendar.TimeOfDay(microseconds);
        var (seconds, fraction) = (rest / CivilCalendar.MicrosecondsPerSecond, rest % CivilCalendar.MicrosecondsPerSecond);
        var text = string.Create(CultureInfo.InvariantCulture, $"{Date(CivilCalendar.DayOf(microseconds))}T{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return fraction == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}.{fraction:000000}");
    }
}
