using System.Globalization;

namespace Rondo.Engine.Data;

/// <summary>
/// The proleptic Gregorian calendar over days and microseconds since 1970-01-01.
/// Method: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years that start in March, eras of 400 years.
/// </summary>
public static class CivilCalendar
{
    public const long MicrosecondsPerSecond = 1_000_000;

    public const long MicrosecondsPerMinute = 60 * MicrosecondsPerSecond;

    public const long MicrosecondsPerHour = 60 * MicrosecondsPerMinute;

    public const long MicrosecondsPerDay = 24 * MicrosecondsPerHour;

    const int DaysPerEra = 146097;

    /// <summary>Whether the day is near enough for the arithmetic here: the years -5,000,000 to 5,000,000, more than any file format holds.</summary>
    public static bool Covers(long days) => days is > -1_826_212_500L and < 1_826_212_500L;

    public static long DaysFromCivil(long year, int month, int day)
    {
        if (month <= 2) year--;
        var era = FloorDivide(year, 400);
        var yearOfEra = year - era * 400;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        var dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DaysPerEra + dayOfEra - 719468;
    }

    public static (long Year, int Month, int Day) CivilFromDays(long days)
    {
        days += 719468;
        var era = FloorDivide(days, DaysPerEra);
        var dayOfEra = (uint)(days - era * DaysPerEra);
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var shifted = (5 * dayOfYear + 2) / 153;
        var day = (int)(dayOfYear - (153 * shifted + 2) / 5 + 1);
        var month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>The day in which the microsecond lies.</summary>
    public static long DayOf(long microseconds) => FloorDivide(microseconds, MicrosecondsPerDay);

    public static long TimeOfDay(long microseconds) => microseconds - DayOf(microseconds) * MicrosecondsPerDay;

    /// <summary>Monday is 1, Sunday 7 (ISO 8601).</summary>
    public static int Weekday(long days) => (int)(days + 3 - FloorDivide(days + 3, 7) * 7) + 1;

    /// <summary>1 to 366.</summary>
    public static int DayOfYear(long days) => (int)(days - DaysFromCivil(CivilFromDays(days).Year, 1, 1)) + 1;

    /// <summary>The week of ISO 8601, 1 to 53: a week belongs to the year of its Thursday.</summary>
    public static int Week(long days) => (DayOfYear(days + 4 - Weekday(days)) - 1) / 7 + 1;

    /// <summary>Reads yyyy-MM-dd.</summary>
    public static bool TryParseDate(ReadOnlySpan<char> text, out long days)
    {
        days = 0;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        if (!TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..], out var day)) return false;
        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        days = DaysFromCivil(year, month, day);
        return true;
    }

    /// <summary>Reads yyyy-MM-dd, then nothing or T or a space and HH:mm, HH:mm:ss or HH:mm:ss.ffffff; a zone (Z or +HH:mm) only if allowed.</summary>
    public static bool TryParseTimestamp(ReadOnlySpan<char> text, bool allowZone, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < 10 || !TryParseDate(text[..10], out var days)) return false;
        var rest = text[10..];
        var zone = 0L;
        if (rest.Length > 0)
        {
            if (rest[0] is not ('T' or ' ')) return false;
            rest = rest[1..];
            if (allowZone && !TryTakeZone(ref rest, out zone)) return false;
            if (!TryParseTime(rest, out microseconds)) return false;
        }
        microseconds += days * MicrosecondsPerDay - zone;
        return true;
    }

    /// <summary>Reads a moment that a program wrote, perhaps with a zone; digits of the second beyond microseconds, as .NET and Go write them, are cut off.</summary>
    public static bool TryParseMoment(ReadOnlySpan<char> text, out long microseconds)
    {
        const int kept = 6;
        var point = text.IndexOf('.');
        if (point < 0) return TryParseTimestamp(text, allowZone: true, out microseconds);
        var digits = text[(point + 1)..].IndexOfAnyExceptInRange('0', '9');
        if (digits < 0) digits = text.Length - point - 1;
        if (digits <= kept || text.Length > 64) return TryParseTimestamp(text, allowZone: true, out microseconds);
        Span<char> cut = stackalloc char[text.Length - digits + kept];
        text[..(point + 1 + kept)].CopyTo(cut);
        text[(point + 1 + digits)..].CopyTo(cut[(point + 1 + kept)..]);
        return TryParseTimestamp(cut, allowZone: true, out microseconds);
    }

    static bool TryTakeZone(ref ReadOnlySpan<char> text, out long offset)
    {
        offset = 0;
        if (text.EndsWith("Z"))
        {
            text = text[..^1];
            return true;
        }
        var sign = text.LastIndexOfAny('+', '-');
        if (sign < 0) return true;
        var zone = text[(sign + 1)..];
        if (zone.Length != 5 || zone[2] != ':' || !TryDigits(zone[..2], out var hours) || !TryDigits(zone[3..], out var minutes) || hours > 23 || minutes > 59) return false;
        offset = (hours * MicrosecondsPerHour + minutes * MicrosecondsPerMinute) * (text[sign] == '-' ? -1 : 1);
        text = text[..sign];
        return true;
    }

    static bool TryParseTime(ReadOnlySpan<char> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length is not (5 or 8 or (>= 10 and <= 15)) || text[2] != ':') return false;
        if (!TryDigits(text[..2], out var hour) || !TryDigits(text[3..5], out var minute) || hour > 23 || minute > 59) return false;
        microseconds = hour * MicrosecondsPerHour + minute * MicrosecondsPerMinute;
        if (text.Length == 5) return true;
        if (text[5] != ':' || !TryDigits(text[6..8], out var second) || second > 59) return false;
        microseconds += second * MicrosecondsPerSecond;
        if (text.Length == 8) return true;
        if (text[8] != '.' || !TryDigits(text[9..], out var fraction)) return false;
        for (var digits = text.Length - 9; digits < 6; digits++) fraction *= 10;
        microseconds += fraction;
        return true;
    }

    static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        return text.IndexOfAnyExceptInRange('0', '9') < 0 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    static long FloorDivide(long x, long y)
    {
        var quotient = x / y;
        return x % y < 0 ? quotient - 1 : quotient;
    }
}
