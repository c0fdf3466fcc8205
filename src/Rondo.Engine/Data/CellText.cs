using System.Globalization;
using System.Text.Json;

namespace Rondo.Engine.Data;

/// <summary>Values of columns as text and as JSON: dates and times by ISO 8601, numbers with all their digits, whatever the culture.</summary>
public static class CellText
{
    /// <summary>A column's value; nothing where it is missing.</summary>
    public static string Of(Column column, int row) => column.IsMissing(row) ? "" : column switch
    {
        TextColumn texts => texts[row]!,
        DoubleColumn doubles => doubles.Values[row].ToString("R", CultureInfo.InvariantCulture),
        _ => Of((IntegerColumn)column, row),
    };

    /// <summary>A column's value: null where it is missing, text where JSON has no form of its own.</summary>
    public static void WriteJson(Utf8JsonWriter json, Column column, int row)
    {
        if (column.IsMissing(row)) json.WriteNullValue();
        else if (column is DoubleColumn doubles && double.IsFinite(doubles.Values[row])) json.WriteNumberValue(doubles.Values[row]);
        else if (column is IntegerColumn { Type: ColumnType.Int64 } whole) json.WriteNumberValue(whole.Values[row]);
        else if (column is IntegerColumn { Type: ColumnType.Boolean } flags) json.WriteBooleanValue(flags.Values[row] != 0);
        else json.WriteStringValue(Of(column, row));
    }

    /// <param name="days">Since 1970-01-01.</param>
    public static string OfDate(long days) => DateTime.UnixEpoch.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <param name="microseconds">Since 1970-01-01.</param>
    public static string OfTimestamp(long microseconds, bool isUtc) =>
        DateTime.UnixEpoch.AddMicroseconds(microseconds).ToString(isUtc ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    static string Of(IntegerColumn column, int row)
    {
        var value = column.Values[row];
        return column.Type switch
        {
            ColumnType.Boolean => value != 0 ? "true" : "false",
            ColumnType.Date => OfDate(value),
            ColumnType.Timestamp => OfTimestamp(value, isUtc: false),
            ColumnType.TimestampUtc => OfTimestamp(value, isUtc: true),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
    }
}
