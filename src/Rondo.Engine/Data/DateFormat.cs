namespace Rondo.Engine.Data;

/// <summary>
/// Reads dates and times by a format of strptime's codes (POSIX.1, and Python's): %Y %y %m %b %B %d %j %H %I %M %S %f %p %a %A %%.
/// Names are English in any case; a space in the format stands for any number of them, also none. %y is 1969 to 2068.
/// </summary>
public static class DateFormat
{
    private static readonly string[] s_months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    private static readonly string[] s_days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>What is wrong with a format, or null.</summary>
    public static string? ProblemWith(ReadOnlySpan<char> format)
    {
        var codes = new List<char>();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%') continue;
            if (++i == format.Length) return "ends in '%'";
            if (!"YymbBdjHIMSfpaA%".Contains(format[i], StringComparison.Ordinal)) return $"has the code '%{format[i]}', which is not known";
            codes.Add(format[i]);
        }
        if (!codes.Contains('Y') && !codes.Contains('y')) return "says no year (%Y or %y)";
        var hasMonth = codes.Any(c => c is 'm' or 'b' or 'B');
        return hasMonth || codes.Contains('j') || !codes.Contains('d') ? null : "says a day but no month (%m, %b or %B)";
    }

    /// <summary>The day, or the first one of what the format leaves open.</summary>
    public static bool TryParseDate(ReadOnlySpan<char> text, ReadOnlySpan<char> format, out long days) => TryParse(text, format, out days, out _);

    public static bool TryParseTimestamp(ReadOnlySpan<char> text, ReadOnlySpan<char> format, out long microseconds)
    {
        var isRead = TryParse(text, format, out var days, out var time);
        microseconds = isRead ? days * CivilCalendar.MicrosecondsPerDay + time : 0;
        return isRead;
    }

    static bool TryParse(ReadOnlySpan<char> text, ReadOnlySpan<char> format, out long days, out long time)
    {
        (days, time) = (0, 0);
        var read = new Parts();
        text = text.Trim();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] == '%' && i + 1 < format.Length)
            {
                if (!read.Take(ref text, format[++i])) return false;
            }
            else if (char.IsWhiteSpace(format[i])) text = text.TrimStart();
            else if (text.Length > 0 && text[0] == format[i]) text = text[1..];
            else return false;
        }
        return text.Trim().Length == 0 && read.TryMake(out days, out time);
    }

    private ref struct Parts
    {
        private int _year;
        private int _month;
        private int _day;
        private int _dayOfYear;
        private int _hour;
        private int _minute;
        private int _second;
        private int _microsecond;
        private bool? _isAfternoon;

        public Parts() => (_month, _day, _year) = (1, 1, 1970);

        public bool Take(ref ReadOnlySpan<char> text, char code) => code switch
        {
            'Y' => Number(ref text, 4, 0, 9999, out _year, least: 4),
            'y' => TwoDigits(ref text),
            'm' => Number(ref text, 2, 1, 12, out _month),
            'b' or 'B' => Name(ref text, s_months, out _month),
            'a' or 'A' => Name(ref text, s_days, out _),
            'd' => Number(ref text, 2, 1, 31, out _day),
            'j' => Number(ref text, 3, 1, 366, out _dayOfYear),
            'H' => Number(ref text, 2, 0, 23, out _hour),
            'I' => Number(ref text, 2, 1, 12, out _hour) && (_isAfternoon ??= false) is var _,
            'M' => Number(ref text, 2, 0, 59, out _minute),
            'S' => Number(ref text, 2, 0, 59, out _second),
            'f' => Fraction(ref text),
            'p' => Half(ref text),
            _ => Literal(ref text, '%'),
        };

        public readonly bool TryMake(out long days, out long time)
        {
            var hour = _isAfternoon is { } isAfternoon ? _hour % 12 + (isAfternoon ? 12 : 0) : _hour;
            time = hour * CivilCalendar.MicrosecondsPerHour + _minute * CivilCalendar.MicrosecondsPerMinute + _second * CivilCalendar.MicrosecondsPerSecond + _microsecond;
            days = CivilCalendar.DaysFromCivil(_year, _month, _day);
            if (_dayOfYear > 0)
            {
                days = CivilCalendar.DaysFromCivil(_year, 1, 1) + _dayOfYear - 1;
                return CivilCalendar.CivilFromDays(days).Year == _year;
            }
            return CivilCalendar.CivilFromDays(days) == (_year, _month, _day);
        }

        bool TwoDigits(ref ReadOnlySpan<char> text)
        {
            if (!Number(ref text, 2, 0, 99, out _year, least: 2)) return false;
            _year += _year < 69 ? 2000 : 1900;
            return true;
        }

        bool Fraction(ref ReadOnlySpan<char> text)
        {
            var before = text.Length;
            if (!Number(ref text, 6, 0, 999_999, out _microsecond)) return false;
            for (var digits = before - text.Length; digits < 6; digits++) _microsecond *= 10;
            return true;
        }

        bool Half(ref ReadOnlySpan<char> text)
        {
            if (text.Length < 2 || char.ToLowerInvariant(text[1]) != 'm' || char.ToLowerInvariant(text[0]) is not ('a' or 'p')) return false;
            _isAfternoon = char.ToLowerInvariant(text[0]) == 'p';
            text = text[2..];
            return true;
        }

        static bool Literal(ref ReadOnlySpan<char> text, char expected)
        {
            if (text.Length == 0 || text[0] != expected) return false;
            text = text[1..];
            return true;
        }

        static bool Number(ref ReadOnlySpan<char> text, int most, int low, int high, out int number, int least = 1)
        {
            var length = 0;
            number = 0;
            for (; length < most && length < text.Length && char.IsAsciiDigit(text[length]); length++) number = 10 * number + text[length] - '0';
            text = text[length..];
            return length >= least && number >= low && number <= high;
        }

        // The full name, or its first three letters.
        static bool Name(ref ReadOnlySpan<char> text, string[] names, out int number)
        {
            for (number = 1; number <= names.Length; number++)
            {
                var name = names[number - 1];
                foreach (var length in (ReadOnlySpan<int>)[name.Length, 3])
                {
                    if (!text.StartsWith(name.AsSpan(0, length), StringComparison.OrdinalIgnoreCase)) continue;
                    text = text[length..];
                    return true;
                }
            }
            return false;
        }
    }
}
