using System.Globalization;
using System.Text;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Checks;

/// <summary>A value as messages show it: text in quotes, shortened, and without characters that a terminal obeys.</summary>
public static class ShownValue
{
    private const int Longest = 60;

    public static string Of(Column column, int row) => column.IsMissing(row) ? "missing" : column is TextColumn text ? Quoted(text[row]!) : Plain(column, row)!;

    public static string Quoted(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '\uFFFD' : c);
        return shown.Append(text.Length > Longest ? "...'" : "'").ToString();
    }

    /// <summary>The value as a file of text has it: numbers as short as they read back, times in ISO 8601. Null when it is missing.</summary>
    public static string? Plain(Column column, int row)
    {
        if (column.IsMissing(row)) return null;
        return column switch
        {
            TextColumn text => text[row],
            DoubleColumn number => number.Values[row].ToString("R", CultureInfo.InvariantCulture),
            IntegerColumn { Type: ColumnType.Boolean } flag => flag.Values[row] == 0 ? "false" : "true",
            IntegerColumn { Type: ColumnType.Int64 } whole => whole.Values[row].ToString(CultureInfo.InvariantCulture),
            IntegerColumn time => Time(time, row),
            _ => throw new ArgumentException($"A column of {column.Type.Word} is not known here.", nameof(column)),
        };
    }

    static string Time(IntegerColumn column, int row)
    {
        var value = column.Values[row];
        var isDate = column.Type == ColumnType.Date;
        var days = isDate ? value : CivilCalendar.DayOf(value);
        if (!CivilCalendar.Covers(days)) return value.ToString(CultureInfo.InvariantCulture);
        var (year, month, day) = CivilCalendar.CivilFromDays(days);
        var date = string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}");
        if (isDate) return date;
        var time = CivilCalendar.TimeOfDay(value);
        var text = string.Create(CultureInfo.InvariantCulture, $"{date}T{time / CivilCalendar.MicrosecondsPerHour:00}:{time / CivilCalendar.MicrosecondsPerMinute % 60:00}:{time / CivilCalendar.MicrosecondsPerSecond % 60:00}");
        if (time % CivilCalendar.MicrosecondsPerSecond is not 0 and var fraction) text += string.Create(CultureInfo.InvariantCulture, $".{fraction:000000}");
        return column.Type == ColumnType.TimestampUtc ? text + "Z" : text;
    }
}
