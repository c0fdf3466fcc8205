using System.Globalization;
using System.Text;

namespace Rondo.Prepare.Sources.Text;

/// <summary>
/// Reads values from text, the same for every text format. Numbers are plain decimal ones ('00123' and '+5' are codes, so text);
/// booleans are true/false; dates and times are ISO 8601.
/// </summary>
static class CellReading
{
    private const long MicrosPerDay = 86_400_000_000;

    // Powers of ten that a double holds exactly.
    private static readonly double[] s_powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
        1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Those of the given types that the text can be read as.</summary>
    public static CellFits Fits(ReadOnlySpan<byte> text, CellFits among)
    {
        if (text.Length == 0) return CellFits.None;
        if (text[0] is (byte)'t' or (byte)'T' or (byte)'f' or (byte)'F')
            return TryBoolean(text, out _) ? among & CellFits.Boolean : CellFits.None;
        var fits = CellFits.None;
        if ((among & CellFits.Int64) != 0 && TryInt64(text, out _)) fits |= CellFits.Int64;
        if ((among & CellFits.Double) != 0 && (fits != 0 || TryDouble(text, out _))) fits |= CellFits.Double;
        if ((among & CellFits.Temporal) == 0 || fits != 0) return IsNaN(text) ? among & CellFits.Double : fits;
        if (TryDate(text, out _)) return among & (CellFits.Date | CellFits.Timestamp);
        if (TryTimestamp(text, out _, out var isUtc)) return among & (isUtc ? CellFits.TimestampUtc : CellFits.Timestamp);
        return IsNaN(text) ? among & CellFits.Double : fits;
    }

    public static bool IsNaN(ReadOnlySpan<byte> text) => text.Length == 3 && Ascii.EqualsIgnoreCase(text, "nan"u8);

    public static bool TryBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        value = text.Length == 4;
        return text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8)
            || text.SequenceEqual("True"u8) || text.SequenceEqual("False"u8)
            || text.SequenceEqual("TRUE"u8) || text.SequenceEqual("FALSE"u8);
    }

    public static bool TryInt64(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var digits = text[0] == '-' ? text[1..] : text;
        if (digits.Length is 0 or > 19 || HasLeadingZero(digits)) return false;
        ulong sum = 0;
        foreach (var c in digits)
        {
            var digit = (uint)(c - '0');
            if (digit > 9) return false;
            sum = (sum * 10) + digit;
        }
        var isNegative = digits.Length != text.Length;
        if (sum > (isNegative ? 1UL << 63 : long.MaxValue)) return false;
        value = isNegative ? unchecked(-(long)sum) : (long)sum;
        return true;
    }

    public static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (TryPlainDecimal(text, out value, out var isNumber)) return true;
        if (!isNumber) return TryInfinity(text, out value);
        // Never by culture; text beyond the range of a double stays text. Not by Utf8Parser, which rounds 93597587664882600.0 up.
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return false;
        value += 0.0;
        return double.IsFinite(value);
    }

    // Up to 15 digits and a small power of ten: one exactly rounded operation gives the nearest double (Clinger 1990).
    static bool TryPlainDecimal(ReadOnlySpan<byte> text, out double value, out bool isNumber)
    {
        value = 0;
        isNumber = false;
        var at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var isNegative = at == 1;
        if (HasLeadingZero(text[at..])) return false;
        long sum = 0;
        int digits = 0, significant = 0, decimals = 0;
        var afterPoint = false;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                digits++;
                if (significant > 0 || digit != 0) significant++;
                if (significant <= 18) sum = (sum * 10) + digit;
                if (afterPoint) decimals++;
            }
            else if (text[at] == '.' && !afterPoint) afterPoint = true;
            else break;
        }
        if (digits == 0) return false;
        if (at < text.Length)
        {
            isNumber = IsExponent(text[at..]);
            return false;
        }
        isNumber = true;
        if (significant > 15 || decimals > 22) return false;
        value = sum / s_powers[decimals];
        if (isNegative && sum != 0) value = -value;
        return true;
    }

    static bool HasLeadingZero(ReadOnlySpan<byte> digits) => digits.Length > 1 && digits[0] == '0' && digits[1] is >= (byte)'0' and <= (byte)'9';

    static bool IsExponent(ReadOnlySpan<byte> text)
    {
        if (text[0] is not ((byte)'e' or (byte)'E')) return false;
        text = text[1..];
        if (text.Length > 0 && text[0] is (byte)'+' or (byte)'-') text = text[1..];
        return text.Length > 0 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    static bool TryInfinity(ReadOnlySpan<byte> text, out double value)
    {
        value = double.PositiveInfinity;
        if (text.Length > 0 && text[0] == '-')
        {
            value = double.NegativeInfinity;
            text = text[1..];
        }
        return Ascii.EqualsIgnoreCase(text, "inf"u8) || Ascii.EqualsIgnoreCase(text, "infinity"u8);
    }

    /// <summary>YYYY-MM-DD to days since 1970-01-01.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out long days)
    {
        days = 0;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        if (!TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..], out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        days = new DateOnly(year, month, day).DayNumber - 719_162;
        return true;
    }

    /// <summary>YYYY-MM-DD[T or space]HH:MM[:SS[.fraction]][Z or +HH:MM], or a date alone, to microseconds; finer fractions are cut off.</summary>
    public static bool TryTimestamp(ReadOnlySpan<byte> text, out long micros, out bool isUtc)
    {
        micros = 0;
        isUtc = false;
        if (text.Length < 10 || !TryDate(text[..10], out var days)) return false;
        micros = days * MicrosPerDay;
        if (text.Length == 10) return true;
        if (text[10] is not ((byte)'T' or (byte)' ') || !TryTime(text[11..], out var time, out var rest)) return false;
        micros += time;
        if (rest.Length == 0) return true;
        isUtc = true;
        if (rest.SequenceEqual("Z"u8)) return true;
        if (!TryOffset(rest, out var offset)) return false;
        micros -= offset;
        return true;
    }

    static bool TryTime(ReadOnlySpan<byte> text, out long micros, out ReadOnlySpan<byte> rest)
    {
        micros = 0;
        rest = default;
        if (text.Length < 5 || text[2] != ':' || !TryDigits(text[..2], out var hour) || !TryDigits(text[3..5], out var minute)) return false;
        if (hour > 23 || minute > 59) return false;
        micros = ((hour * 60L) + minute) * 60_000_000;
        rest = text[5..];
        if (rest.Length == 0 || rest[0] != ':') return true;
        if (rest.Length < 3 || !TryDigits(rest[1..3], out var second) || second > 59) return false;
        micros += second * 1_000_000L;
        rest = rest[3..];
        if (rest.Length == 0 || rest[0] != '.') return true;
        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = rest.Length - 1;
        if (digits is 0 or > 9) return false;
        var fraction = 0L;
        for (var i = 0; i < 6; i++) fraction = (fraction * 10) + (i < digits ? rest[1 + i] - '0' : 0);
        micros += fraction;
        rest = rest[(1 + digits)..];
        return true;
    }

    // +02, +0200 or +02:00.
    static bool TryOffset(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6)) return false;
        if (text.Length == 6 && text[3] != ':') return false;
        var minute = 0;
        if (!TryDigits(text[1..3], out var hour) || (text.Length > 3 && !TryDigits(text[^2..], out minute))) return false;
        if (hour > 18 || minute > 59) return false;
        micros = ((hour * 60L) + minute) * 60_000_000 * (text[0] == '-' ? -1 : 1);
        return true;
    }

    static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9) return false;
            value = (value * 10) + (int)digit;
        }
        return true;
    }
}
