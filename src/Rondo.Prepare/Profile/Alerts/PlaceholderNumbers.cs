using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Profile.Alerts;

/// <summary>A number or a date at one end, far from the others, which people write for an unknown value.</summary>
sealed record PlaceholderNumbers(string Value, long Rows)
{
    private static readonly HashSet<double> s_numbers = [-99, -999, -9999, -99999, -999999, 99, 999, 9999, 99999, 999999, 9999999, 99999999, 999999999];
    private static readonly HashSet<string> s_days = ["1899-12-30", "1899-12-31", "1900-01-01", "1900-01-00", "1970-01-01", "1753-01-01", "0001-01-01", "2099-12-31", "9999-12-31"];

    public static PlaceholderNumbers? Of(ColumnProfile column)
    {
        if (column.Distinct < 6 || column.Lowest.Length < 5 || column.Infinite > 0) return null;
        return OfEnd(column, column.Lowest[0], column.Lowest[1], column.Highest[^1]) ?? OfEnd(column, column.Highest[^1], column.Highest[^2], column.Lowest[0]);
    }

    static PlaceholderNumbers? OfEnd(ColumnProfile column, ValueCount end, ValueCount next, ValueCount other)
    {
        var isWord = column.Type.IsTemporal ? s_days.Contains(end.Value[..Math.Min(10, end.Value.Length)]) : s_numbers.Contains(Parse(end.Value));
        if (!isWord || end.Count < 2) return null;
        var (gap, span) = column.Type.IsTemporal
            ? (Math.Abs(Days(end.Value) - Days(next.Value)), Math.Abs(Days(next.Value) - Days(other.Value)))
            : (Math.Abs(Parse(end.Value) - Parse(next.Value)), Math.Abs(Parse(next.Value) - Parse(other.Value)));
        return gap > span ? new PlaceholderNumbers(end.Value, end.Count) : null;
    }

    public static double Parse(string value) => double.Parse(value, CultureInfo.InvariantCulture);

    static double Days(string value) => value.Length >= 10 && CivilCalendar.TryParseDate(value.AsSpan(0, 10), out var days) ? days : double.NaN;
}
