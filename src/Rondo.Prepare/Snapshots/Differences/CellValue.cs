using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>One cell as a plain value, for people and JSON.</summary>
public static class CellValue
{
    /// <summary>Null when missing, else double, long, bool or text; dates and times as text of ISO 8601.</summary>
    public static object? Of(Column column, int row)
    {
        if (column.IsMissing(row)) return null;
        return column switch
        {
            DoubleColumn number => number.Values[row],
            TextColumn text => text[row],
            IntegerColumn { Type: ColumnType.Boolean } flag => flag.Values[row] != 0,
            IntegerColumn { Type: ColumnType.Int64 } whole => whole.Values[row],
            IntegerColumn { Type: ColumnType.Date } date => TextOfTime(date.Values[row], v => CellText.OfDate(v)),
            IntegerColumn time => TextOfTime(time.Values[row], v => CellText.OfTimestamp(v, time.Type == ColumnType.TimestampUtc)),
            _ => throw new ArgumentException($"Columns of {column.Type.Word} have no plain values.", nameof(column)),
        };
    }

    public static string Text(object? value) => value switch
    {
        null => "(missing)",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    // Parquet holds years that a calendar of four digits does not.
    static string TextOfTime(long value, Func<long, string> format)
    {
        try
        {
            return format(value);
        }
        catch (ArgumentOutOfRangeException)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }
    }
}
