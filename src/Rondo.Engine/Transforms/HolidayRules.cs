using Rondo.Engine.Data;

namespace Rondo.Engine.Transforms;

/// <summary>The rules of the calendars, over days since 1970-01-01.</summary>
static class HolidayRules
{
    // Bank holidays of one year only, and the day that they replaced: jubilees, a wedding, a funeral, a coronation, two V-E Days.
    static readonly Dictionary<long, (int Month, int Day)[]> _onceInEngland = new()
    {
        [1995] = [(5, 8)],
        [1999] = [(12, 31)],
        [2002] = [(6, 3), (6, 4)],
        [2011] = [(4, 29)],
        [2012] = [(6, 4), (6, 5)],
        [2020] = [(5, 8)],
        [2022] = [(6, 2), (6, 3), (9, 19)],
        [2023] = [(5, 8)],
    };

    public static HashSet<long> Of(HolidayCalendar calendar, long year) => calendar switch
    {
        HolidayCalendar.Us => [.. UnitedStates(year), .. NewYearBefore(year)],
        HolidayCalendar.Uk or HolidayCalendar.England => England(year),
        HolidayCalendar.De => [.. Germany(year)],
        HolidayCalendar.Fr => [.. France(year)],
        HolidayCalendar.Ca => [.. Canada(year)],
        HolidayCalendar.Easter => Around(year, -2, 0, 1, 39, 49, 50),
        _ => [],
    };

    /// <summary>Easter Sunday of the Gregorian calendar: the anonymous algorithm (Butcher 1876, in Meeus, Astronomical Algorithms 1991, chapter 8).</summary>
    public static long Easter(long year)
    {
        var (a, b, c) = (Modulo(year, 19), (year - Modulo(year, 100)) / 100, Modulo(year, 100));
        var (d, e) = ((b - Modulo(b, 4)) / 4, Modulo(b, 4));
        var f = (b + 8 - Modulo(b + 8, 25)) / 25;
        var g = (b - f + 1 - Modulo(b - f + 1, 3)) / 3;
        var h = Modulo(19 * a + b - d - g + 15, 30);
        var l = Modulo(32 + 2 * e + 2 * (c / 4) - h - c % 4, 7);
        var m = (a + 11 * h + 22 * l) / 451;
        var n = h + l - 7 * m + 114;
        return CivilCalendar.DaysFromCivil(year, (int)(n / 31), (int)(n % 31) + 1);
    }

    static IEnumerable<long> UnitedStates(long year)
    {
        foreach (var day in Fixed(year, (1, 1), (7, 4), (11, 11), (12, 25)).Concat(year >= 2021 ? Fixed(year, (6, 19)) : []))
        {
            yield return day;
            // Of a Saturday the Friday before, of a Sunday the Monday after (Executive Order 11582).
            if (CivilCalendar.Weekday(day) == 6) yield return day - 1;
            if (CivilCalendar.Weekday(day) == 7) yield return day + 1;
        }
        if (year >= 1986) yield return Nth(year, 1, 1, 3);
        yield return Nth(year, 2, 1, 3);
        yield return Last(year, 5, 1);
        yield return Nth(year, 9, 1, 1);
        yield return Nth(year, 10, 1, 2);
        yield return Nth(year, 11, 4, 4);
    }

    // A New Year's Day on a Saturday is observed in the year before.
    static IEnumerable<long> NewYearBefore(long year) =>
        CivilCalendar.DaysFromCivil(year + 1, 1, 1) is var next && CivilCalendar.Weekday(next) == 6 ? [next - 1] : [];

    static HashSet<long> England(long year)
    {
        var single = Fixed(year, _onceInEngland.GetValueOrDefault(year, []));
        HashSet<long> days = [.. Around(year, -2, 1), Last(year, 8, 1), .. single];
        if (year is not (1995 or 2020)) days.Add(Nth(year, 5, 1, 1));
        if (year is not (2002 or 2012 or 2022)) days.Add(Last(year, 5, 1));
        long[] movable = [.. Fixed(year, (1, 1), (12, 25), (12, 26))];
        days.UnionWith(movable);
        // What falls on a weekend gets the next working day that is none yet.
        foreach (var day in movable.Where(d => CivilCalendar.Weekday(d) >= 6))
        {
            var substitute = day;
            while (CivilCalendar.Weekday(substitute) >= 6 || days.Contains(substitute)) substitute++;
            days.Add(substitute);
        }
        return days;
    }

    static IEnumerable<long> Germany(long year) =>
    [
        .. Around(year, -2, 1, 39, 50), .. Fixed(year, (1, 1), (5, 1), (12, 25), (12, 26)),
        .. year >= 1990 ? Fixed(year, (10, 3)) : [], .. year == 2017 ? Fixed(year, (10, 31)) : [],
    ];

    static IEnumerable<long> France(long year) =>
        [.. Around(year, 1, 39, 50), .. Fixed(year, (1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))];

    static IEnumerable<long> Canada(long year)
    {
        // Victoria Day: the Monday before the 25th of May.
        var may25 = CivilCalendar.DaysFromCivil(year, 5, 25);
        var victoria = may25 - (CivilCalendar.Weekday(may25) == 1 ? 7 : CivilCalendar.Weekday(may25) - 1);
        return
        [
            .. Around(year, -2), victoria, Nth(year, 9, 1, 1), Nth(year, 10, 1, 2),
            .. Fixed(year, (1, 1), (7, 1), (11, 11), (12, 25), (12, 26)), .. year >= 2021 ? Fixed(year, (9, 30)) : [],
        ];
    }

    static HashSet<long> Around(long year, params int[] days)
    {
        var easter = Easter(year);
        return [.. days.Select(day => easter + day)];
    }

    static IEnumerable<long> Fixed(long year, params (int Month, int Day)[] days) => days.Select(d => CivilCalendar.DaysFromCivil(year, d.Month, d.Day));

    static long Nth(long year, int month, int weekday, int n)
    {
        var first = CivilCalendar.DaysFromCivil(year, month, 1);
        return first + Modulo(weekday - CivilCalendar.Weekday(first), 7) + 7 * (n - 1);
    }

    // Of a month of 31 days, as May and August are.
    static long Last(long year, int month, int weekday)
    {
        var last = CivilCalendar.DaysFromCivil(year, month, 31);
        return last - Modulo(CivilCalendar.Weekday(last) - weekday, 7);
    }

    static long Modulo(long value, long by) => (value % by + by) % by;
}
