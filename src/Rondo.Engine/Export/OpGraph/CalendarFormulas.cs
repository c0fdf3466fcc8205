using Rondo.Engine.Data;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Export.OpGraph;

/// <summary>The arithmetic of <see cref="CivilCalendar"/> as graphs. Whole numbers stay within 2^53, so that float64 has them exactly.</summary>
static class CalendarFormulas
{
    /// <summary>A part of a date (days) or time (microseconds); missing where the date is, or lies beyond the calendar.</summary>
    public static Value Part(DatePart part, Value time, ColumnType type)
    {
        if (part >= DatePart.Hour) return ClockPart(part, time);
        return type == ColumnType.Date ? Covers(time).Choose(DayPart(part, time), Value.Missing) : DayPart(part, DayOf(time));
    }

    public static Value DayOf(Value microseconds) => microseconds.FloorDivide(CivilCalendar.MicrosecondsPerDay);

    public static Value Covers(Value days) => (days > -1_826_212_500.0) & (days < 1_826_212_500.0);

    static Value ClockPart(DatePart part, Value time)
    {
        var ofDay = time - DayOf(time) * (double)CivilCalendar.MicrosecondsPerDay;
        return part switch
        {
            DatePart.Hour => ofDay.FloorDivide(CivilCalendar.MicrosecondsPerHour),
            DatePart.Minute => Modulo(ofDay.FloorDivide(CivilCalendar.MicrosecondsPerMinute), 60),
            _ => Modulo(ofDay.FloorDivide(CivilCalendar.MicrosecondsPerSecond), 60),
        };
    }

    static Value DayPart(DatePart part, Value days) => part switch
    {
        DatePart.Year => Civil(days).Year,
        DatePart.Quarter => (Civil(days).Month + 2).FloorDivide(3),
        DatePart.Month => Civil(days).Month,
        DatePart.Week => (DayOfYear(days + 4 - Weekday(days)) - 1).FloorDivide(7) + 1,
        DatePart.Day => Civil(days).Day,
        DatePart.DayOfYear => DayOfYear(days),
        _ => Weekday(days),
    };

    static Value Weekday(Value days) => Modulo(days + 3, 7) + 1;

    // The year that started in March began on day 60 of its own, or 61 of a leap year, and had 306 days before January.
    static Value DayOfYear(Value days)
    {
        var (era, yearOfEra, dayOfYear) = March(days);
        var year = yearOfEra + era * 400;
        var isLeap = Modulo(year, 4).Is(0) & (!Modulo(year, 100).Is(0) | Modulo(year, 400).Is(0));
        return (dayOfYear >= 306).Choose(dayOfYear - 305, dayOfYear + 60 + isLeap);
    }

    static (Value Year, Value Month, Value Day) Civil(Value days)
    {
        var (era, yearOfEra, dayOfYear) = March(days);
        var shifted = (5 * dayOfYear + 2).FloorDivide(153);
        var day = dayOfYear - (153 * shifted + 2).FloorDivide(5) + 1;
        var month = (shifted < 10).Choose(shifted + 3, shifted - 9);
        return (yearOfEra + era * 400 + (month <= 2), month, day);
    }

    // Years that start in March, in eras of 400.
    static (Value Era, Value YearOfEra, Value DayOfYear) March(Value days)
    {
        var shifted = days + 719468;
        var era = shifted.FloorDivide(146097);
        var dayOfEra = shifted - era * 146097;
        var yearOfEra = (dayOfEra - dayOfEra.FloorDivide(1460) + dayOfEra.FloorDivide(36524) - dayOfEra.FloorDivide(146096)).FloorDivide(365);
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra.FloorDivide(4) - yearOfEra.FloorDivide(100));
        return (era, yearOfEra, dayOfYear);
    }

    static Value Modulo(Value x, double by) => x - x.FloorDivide(by) * by;
}
