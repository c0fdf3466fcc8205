using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Exports;

/// <summary>Rows as a caller of a model writes them: a JSON object a line.</summary>
public static class JsonRows
{
    public static void Write(Table rows, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true });
        for (var row = 0; row < rows.RowCount; row++)
        {
            json.WriteStartObject();
            for (var j = 0; j < rows.Columns.Length; j++) Write(json, rows.Schema.Fields[j], rows.Columns[j], row);
            json.WriteEndObject();
            json.Flush();
            stream.WriteByte((byte)'\n');
            json.Reset();
        }
    }

    static void Write(Utf8JsonWriter json, Field field, Column column, int row)
    {
        json.WritePropertyName(field.Name);
        if (column.IsMissing(row)) json.WriteNullValue();
        else if (column is TextColumn texts) json.WriteStringValue(texts[row]);
        else if (column is DoubleColumn numbers) json.WriteNumberValue(numbers.Values[row]);
        else WriteWhole(json, field.Type, ((IntegerColumn)column).Values[row]);
    }

    static string TimeOf(ColumnType type, long value) => type == ColumnType.Date
        ? DateTime.UnixEpoch.AddDays(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : DateTime.UnixEpoch.AddMicroseconds(value).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + (type == ColumnType.TimestampUtc ? "Z" : "");

    static void WriteWhole(Utf8JsonWriter json, ColumnType type, long value)
    {
        if (type == ColumnType.Int64) json.WriteNumberValue(value);
        else if (type == ColumnType.Boolean) json.WriteBooleanValue(value != 0);
        else json.WriteStringValue(TimeOf(type, value));
    }
}
