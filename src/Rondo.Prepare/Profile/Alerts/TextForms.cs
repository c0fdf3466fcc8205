using System.Globalization;
using System.Text.RegularExpressions;

namespace Rondo.Prepare.Profile.Alerts;

/// <summary>What a text looks like: a number, a date, a word for a missing value, a damaged text.</summary>
static partial class TextForms
{
    private const int LongestNumber = 40;

    // The words that pandas reads as missing, and those that people write.
    private static readonly HashSet<string> s_placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "n/a", "#n/a", "na", "n.a.", "n.a", "#na", "<na>", "nan", "-nan", "null", "nil", "none", "missing", "unknown", "undefined", "not available",
        "not applicable", "not known", "no data", "tbd", "tba", "?", "??", "???", "-", "--", "---", ".", "..", "...", "_", "#ref!", "#value!", "#div/0!",
    };

    private static readonly HashSet<string> s_units = new(StringComparer.OrdinalIgnoreCase)
    {
        "kg", "g", "mg", "lb", "lbs", "oz", "t", "km", "m", "cm", "mm", "mi", "ft", "in", "yd", "s", "sec", "ms", "h", "hr", "hrs", "min", "mins", "days",
        "usd", "eur", "gbp", "chf", "kb", "mb", "gb", "tb", "k", "mn", "bn", "l", "ml", "w", "kw", "kwh", "v", "hz", "mph", "kmh", "pts",
    };

    private static readonly string[] s_months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] s_weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static bool IsPlaceholder(string text) => text.Length <= 20 && s_placeholders.Contains(text.Trim());

    /// <summary>A number as programs write it. What begins with a needless zero is a code.</summary>
    public static bool IsPlainNumber(string text)
    {
        if (text.Length is 0 or > LongestNumber) return false;
        var digits = text.AsSpan().Trim().TrimStart("+-");
        if (digits.IsEmpty || !(char.IsAsciiDigit(digits[0]) || digits[0] == '.') || IsCode(digits)) return false;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    /// <summary>A number as people write it: with thousands, a decimal comma, a currency, a percent sign or a unit.</summary>
    public static bool IsNumber(string text)
    {
        if (IsPlainNumber(text)) return true;
        if (text.Length > LongestNumber || !HasDigit(text) || WrittenNumber().Match(text) is not { Success: true } match) return false;
        return !IsCode(match.Groups["digits"].ValueSpan) && (match.Groups["unit"] is not { Success: true } unit || s_units.Contains(unit.Value));
    }

    static bool HasDigit(string text) => text.AsSpan().IndexOfAnyInRange('0', '9') >= 0;

    static bool IsCode(ReadOnlySpan<char> digits) => digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);

    /// <summary>A date, or a date and time, in a form that a person would know.</summary>
    public static bool IsDate(string text)
    {
        if (text.Length is < 6 or > 40 || !HasDigit(text)) return false;
        if (DayFirst().Match(text) is { Success: true } date)
        {
            var (a, b) = (Part(date, 1), Part(date, 3));
            // With dots, two digits of a year could be a version.
            return a is >= 1 and <= 31 && b is >= 1 and <= 31 && Math.Min(a, b) <= 12 && (date.Groups[4].Length == 4 || date.Groups[2].ValueSpan[0] != '.');
        }
        if (YearFirst().Match(text) is { Success: true } iso) return Part(iso, 2) is >= 1 and <= 12 && Part(iso, 3) is >= 1 and <= 31;
        return HasMonthName(text);
    }

    static int Part(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    static bool HasMonthName(string text)
    {
        var (months, numbers) = (0, 0);
        foreach (var word in text.Split([' ', ',', '-', '/', '.', ':'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Names(s_months, word)) months++;
            else if (Ordinal().IsMatch(word)) numbers++;
            else if (!Names(s_weekdays, word)) return false;
        }
        return months == 1 && numbers is >= 1 and <= 5;
    }

    static bool Names(string[] names, string word) =>
        word.Length >= 3 && names.Any(n => n.Equals(word, StringComparison.OrdinalIgnoreCase) || word.Length <= 4 && n.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    public static bool HasSurplusSpace(string text) =>
        text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]));

    /// <summary>What a spreadsheet would compute on opening.</summary>
    public static bool IsFormula(string text) => text.Length > 1 && text[0] is '=' or '+' or '-' or '@' && Formula().IsMatch(text.Length > 200 ? text[..200] : text);

    /// <summary>UTF-8 that was read as Latin-1 or Windows-1252, or characters that could not be read at all.</summary>
    public static bool IsDamaged(string text)
    {
        for (var i = text.AsSpan().IndexOfAny("ÃÂâ\uFFFD"); i >= 0 && i < text.Length; i++)
        {
            if (text[i] == '\uFFFD') return true;
            if (i + 1 == text.Length) return false;
            var next = text[i + 1];
            if (text[i] is 'Ã' or 'Â' && next is >= '\u0080' and <= '\u00BF') return true;
            if (text[i] == 'â' && next is '€' or '\u0080' && i + 2 < text.Length && !char.IsLetter(text[i + 2])) return true;
        }
        return false;
    }

    [GeneratedRegex(@"^\s*[-+(]?\s*[$€£¥]?\s*(?<digits>\d{1,3}(?:[ ,'’.\u00A0]\d{3})+(?:[.,]\d+)?|\d+[.,]?\d*)\s*(?:[%$€£¥]|(?<unit>[A-Za-z]{1,4}))?\)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex WrittenNumber();

    [GeneratedRegex(@"^\s*(\d{1,2})([/.\-])(\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T,]+\d{1,2}:.*)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"^\s*(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T,]+\d{1,2}:.*)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^\d{1,4}(?:st|nd|rd|th)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"^(?:=[A-Za-z0-9(+\-""]|[+\-@][A-Za-z]+[(|!])", RegexOptions.CultureInvariant)]
    private static partial Regex Formula();
}
