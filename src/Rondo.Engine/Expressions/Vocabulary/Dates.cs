using Rondo.Engine.Data;
using Rondo.Engine.Expressions.Kernels;
using static Rondo.Engine.Expressions.Vocabulary.Bindings;

namespace Rondo.Engine.Expressions.Vocabulary;

// Within the namespace, so that its names go before those of System.
using static Rondo.Engine.Expressions.ValueKind;

/// <summary>Parts of dates and times (those of timestamp_utc in UTC), and lengths of durations.</summary>
static class Dates
{
    public static readonly Function[] Functions =
    [
        OfDay<Year>("year", "The year."),
        OfDay<Quarter>("quarter", "1 to 4."),
        OfDay<Month>("month", "1 to 12."),
        OfDay<Week>("week", "The week of ISO 8601, 1 to 53."),
        OfDay<Day>("day", "Day of the month, 1 to 31."),
        OfDay<DayOfYear>("day_of_year", "1 to 366."),
        OfDay<Weekday>("weekday", "Monday is 1, Sunday 7."),
        OfClock<Hour>("hour", "0 to 23."),
        OfClock<Minute>("minute", "0 to 59."),
        OfClock<Second>("second", "0 to 59, whole seconds."),
        new("seconds", "seconds(a - b)", "Seconds between two times.", ToDouble<Seconds>(Duration)),
        new("minutes", "minutes(a - b)", "Minutes between two times.", ToDouble<Minutes>(Duration)),
        new("hours", "hours(a - b)", "Hours between two times.", ToDouble<Hours>(Duration)),
        new("days", "days(a - b)", "Days of 24 hours between two dates or times.", ToDouble<Days>(Duration)),
        new("months", "months(a - b)", "Months of mean length (30.436875 days, a twelfth of the Gregorian year) between two dates or times.", ToDouble<Months>(Duration)),
        new("years", "years(a - b)", "Years of mean length (365.2425 days) between two dates or times.", ToDouble<Years>(Duration)),
    ];

    static Function OfDay<T>(string name, string summary)
        where T : struct, IDayPart => new(name, $"{name}(date)", summary,
            OfLong<PartOfDate<T>>(Date, Int64), OfLong<PartOfDay<T>>(Timestamp, Int64), OfLong<PartOfDay<T>>(TimestampUtc, Int64));

    static Function OfClock<T>(string name, string summary)
        where T : struct, ILongFunction => new(name, $"{name}(timestamp)", summary,
            OfLong<T>(Timestamp, Int64) with { IsExact = true }, OfLong<T>(TimestampUtc, Int64) with { IsExact = true });
}

interface IDayPart
{
    static abstract int Of(long days);
}

readonly struct PartOfDate<T> : ILongFunction
    where T : struct, IDayPart
{
    public static bool Of(long x, out long result)
    {
        var isCovered = CivilCalendar.Covers(x);
        result = isCovered ? T.Of(x) : 0;
        return isCovered;
    }
}

readonly struct PartOfDay<T> : ILongFunction
    where T : struct, IDayPart
{
    public static bool Of(long x, out long result)
    {
        result = T.Of(CivilCalendar.DayOf(x));
        return true;
    }
}

readonly struct Year : IDayPart
{
    public static int Of(long days) => (int)CivilCalendar.CivilFromDays(days).Year;
}

readonly struct Quarter : IDayPart
{
    public static int Of(long days) => (CivilCalendar.CivilFromDays(days).Month + 2) / 3;
}

readonly struct Month : IDayPart
{
    public static int Of(long days) => CivilCalendar.CivilFromDays(days).Month;
}

readonly struct Week : IDayPart
{
    public static int Of(long days) => CivilCalendar.Week(days);
}

readonly struct Day : IDayPart
{
    public static int Of(long days) => CivilCalendar.CivilFromDays(days).Day;
}

readonly struct DayOfYear : IDayPart
{
    public static int Of(long days) => CivilCalendar.DayOfYear(days);
}

readonly struct Weekday : IDayPart
{
    public static int Of(long days) => CivilCalendar.Weekday(days);
}

readonly struct Hour : ILongFunction
{
    public static bool Of(long x, out long result)
    {
        result = CivilCalendar.TimeOfDay(x) / CivilCalendar.MicrosecondsPerHour;
        return true;
    }
}

readonly struct Minute : ILongFunction
{
    public static bool Of(long x, out long result)
    {
        result = CivilCalendar.TimeOfDay(x) / CivilCalendar.MicrosecondsPerMinute % 60;
        return true;
    }
}

readonly struct Second : ILongFunction
{
    public static bool Of(long x, out long result)
    {
        result = CivilCalendar.TimeOfDay(x) / CivilCalendar.MicrosecondsPerSecond % 60;
        return true;
    }
}

readonly struct Seconds : ILongToDouble
{
    public static double Of(long x) => x / 1e6;
}

readonly struct Minutes : ILongToDouble
{
    public static double Of(long x) => x / 60e6;
}

readonly struct Hours : ILongToDouble
{
    public static double Of(long x) => x / 3600e6;
}

readonly struct Days : ILongToDouble
{
    public static double Of(long x) => x / 86400e6;
}

readonly struct Months : ILongToDouble
{
    public static double Of(long x) => x / (30.436875 * 86400e6);
}

readonly struct Years : ILongToDouble
{
    public static double Of(long x) => x / (365.2425 * 86400e6);
}
