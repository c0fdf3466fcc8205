using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Expressions.Kernels;
using static Rondo.Engine.Expressions.Vocabulary.Bindings;

namespace Rondo.Engine.Expressions.Vocabulary;

// Within the namespace, so that its names go before those of System.
using static Rondo.Engine.Expressions.ValueKind;

/// <summary>From one type to another; a text that can't be read is missing, unless it is written in the expression: then it is a mistake.</summary>
static class Conversions
{
    public static readonly Function[] Functions =
    [
        new("double", "double(x)", "As a double; true is 1.", ToDouble<LongAsDouble>(Int64), ToDouble<LongAsDouble>(ValueKind.Boolean), OfTexts([Text], ValueKind.Double, ReadDouble)),
        new("int64", "int64(x)", "As a whole number, towards zero; true is 1.",
            OfLong<Same>(ValueKind.Boolean, Int64), OfLong<Same>(Int64, Int64),
            new Overload([ValueKind.Double], Int64, (a, w) => new DoubleToLong<Truncate>(w, a[0], Int64)), OfTexts([Text], Int64, ReadLong)),
        new("text", "text(x)", "As a text.",
            OfTexts([Int64], Text, WriteLong), OfTexts([ValueKind.Double], Text, WriteDouble), OfTexts([ValueKind.Boolean], Text, WriteBoolean),
            OfTexts([Date], Text, WriteDate), OfTexts([Timestamp], Text, a => WriteTimestamp(a, "")), OfTexts([TimestampUtc], Text, a => WriteTimestamp(a, "Z"))),
        new("date", "date(x)", "The day of a timestamp or of a text like '2001-06-01'; or of a text in another form: date(x, '%b %d %Y').",
            OfTexts([Text], Date, ReadDate), OfTexts([Text, Text], Date, ReadDateBy), OfLong<Same>(Date, Date), OfLong<DayOfTimestamp>(Timestamp, Date), OfLong<DayOfTimestamp>(TimestampUtc, Date))
        { Check = call => Reads(call, text => CivilCalendar.TryParseDate(text, out _), "a date like 2001-06-01") },
        new("timestamp", "timestamp(x)", "A time whose zone is not known, of a date (midnight), a timestamp_utc or a text like '2001-06-01 12:30:00'; or of a text in another form: timestamp(x, '%d/%m/%Y %H:%M').",
            OfTexts([Text], Timestamp, a => ReadTimestamp(a, allowZone: false)), OfTexts([Text, Text], Timestamp, ReadTimestampBy), OfLong<Midnight>(Date, Timestamp), OfLong<Same>(Timestamp, Timestamp), OfLong<Same>(TimestampUtc, Timestamp))
        { Check = call => Reads(call, text => CivilCalendar.TryParseTimestamp(text, false, out _), "a time like 2001-06-01 12:30:00") },
        new("timestamp_utc", "timestamp_utc(x)", "A time in UTC, of a date (midnight), a timestamp or a text like '2001-06-01T12:30:00Z'.",
            OfTexts([Text], TimestampUtc, a => ReadTimestamp(a, allowZone: true)), OfLong<Midnight>(Date, TimestampUtc), OfLong<Same>(Timestamp, TimestampUtc), OfLong<Same>(TimestampUtc, TimestampUtc))
        { Check = call => Reads(call, text => CivilCalendar.TryParseTimestamp(text, true, out _), "a time like 2001-06-01T12:30:00Z") },
    ];

    static string? Reads(Call call, Func<string, bool> parses, string expected) => call.Arguments.Length == 2
        ? FormatOf(call) is not { } format ? "The form must be written out as a text: '%d/%m/%Y'."
            : DateFormat.ProblemWith(format) is { } problem ? $"The form '{format}' {problem}." : null
        : call.Arguments[0] is Literal { Value: string text } && !parses(text) ? $"'{text}' is not {expected}." : null;

    static string? FormatOf(Call call) => call.Arguments[1] is Literal { Value: string format } ? format : null;

    static long ReadDateBy(TextArguments a) => DateFormat.TryParseDate(a.Texts[0], a.Texts[1], out var days) ? days : TextArguments.Missing;

    static long ReadTimestampBy(TextArguments a) => DateFormat.TryParseTimestamp(a.Texts[0], a.Texts[1], out var microseconds) ? microseconds : TextArguments.Missing;

    static long ReadDouble(TextArguments a)
    {
        if (!double.TryParse(a.Texts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number)) return TextArguments.Missing;
        // The bits of -0 are those that stand for missing.
        return number == 0 ? 0 : BitConverter.DoubleToInt64Bits(number);
    }

    static long ReadLong(TextArguments a) =>
        long.TryParse(a.Texts[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : TextArguments.Missing;

    static long ReadDate(TextArguments a) => CivilCalendar.TryParseDate(a.Texts[0], out var days) ? days : TextArguments.Missing;

    static long ReadTimestamp(TextArguments a, bool allowZone) =>
        CivilCalendar.TryParseTimestamp(a.Texts[0], allowZone, out var microseconds) ? microseconds : TextArguments.Missing;

    static long WriteLong(TextArguments a)
    {
        a.Append(a.Numbers[0]);
        return 0;
    }

    static long WriteDouble(TextArguments a)
    {
        a.Append(BitConverter.Int64BitsToDouble(a.Numbers[0]), "R");
        return 0;
    }

    static long WriteBoolean(TextArguments a)
    {
        a.Append(a.Numbers[0] == 1 ? "true" : "false");
        return 0;
    }

    static long WriteDate(TextArguments a) => CivilCalendar.Covers(a.Numbers[0]) ? WriteDay(a, a.Numbers[0]) : TextArguments.Missing;

    static long WriteDay(TextArguments a, long days)
    {
        var (year, month, day) = CivilCalendar.CivilFromDays(days);
        a.Append(year, "0000");
        a.Append("-");
        a.Append(month, "00");
        a.Append("-");
        a.Append(day, "00");
        return 0;
    }

    static long WriteTimestamp(TextArguments a, string zone)
    {
        WriteDay(a, CivilCalendar.DayOf(a.Numbers[0]));
        var time = CivilCalendar.TimeOfDay(a.Numbers[0]);
        a.Append("T");
        a.Append(time / CivilCalendar.MicrosecondsPerHour, "00");
        a.Append(":");
        a.Append(time / CivilCalendar.MicrosecondsPerMinute % 60, "00");
        a.Append(":");
        a.Append(time / CivilCalendar.MicrosecondsPerSecond % 60, "00");
        if (time % CivilCalendar.MicrosecondsPerSecond != 0)
        {
            a.Append(".");
            a.Append(time % CivilCalendar.MicrosecondsPerSecond, "000000");
        }
        a.Append(zone);
        return 0;
    }
}

readonly struct LongAsDouble : ILongToDouble
{
    public static double Of(long x) => x;
}

readonly struct Truncate : IDoubleToLong
{
    public static bool Of(double x, out long result)
    {
        // 2^63 is the first double that is too large; NaN fails both bounds.
        var fits = x is >= -9223372036854775808.0 and < 9223372036854775808.0;
        result = fits ? (long)x : 0;
        return fits;
    }
}

readonly struct DayOfTimestamp : ILongFunction
{
    public static bool Of(long x, out long result)
    {
        result = CivilCalendar.DayOf(x);
        return true;
    }
}

readonly struct Midnight : ILongFunction
{
    public static bool Of(long x, out long result) => Multiply.Of(x, CivilCalendar.MicrosecondsPerDay, out result);
}
