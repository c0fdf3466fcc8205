using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Rondo.Client.Predictions;

/// <summary>Rows as the server's own protocol writes them.</summary>
static class RowJson
{
    public static ReadOnlyMemory<byte> Body<T>(IReadOnlyList<T> rows, IReadOnlyList<RowColumn<T>>? columns, PredictOptions options)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("rows"u8);
            for (var i = 0; i < rows.Count; i++)
            {
                json.WriteStartObject();
                if (columns is null) WriteEntries(json, rows[i], i);
                else foreach (var column in columns) Write(json, column.Name, column.Get(rows[i]), i);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (options.Explain) json.WriteBoolean("explain"u8, true);
            if (options.Interval is { } level) json.WriteNumber("interval"u8, level);
            if (options.Unit is { } unit) json.WriteString("unit"u8, unit);
            if (options.Time is { } time) json.WriteString("time"u8, Text(time.UtcDateTime) + "Z");
            json.WriteEndObject();
        }
        return bytes.WrittenMemory;
    }

    static void WriteEntries<T>(Utf8JsonWriter json, T row, int index)
    {
        if (row is null) throw new ArgumentException(FormattableString.Invariant($"Row {index} is null."), nameof(row));
        foreach (var (name, value) in (IEnumerable<KeyValuePair<string, object?>>)row) Write(json, name, value, index);
    }

    static void Write(Utf8JsonWriter json, string name, object? value, int row)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case null or double.NaN or float.NaN: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): json.WriteNumberValue((double)number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            case long or int or short or byte or sbyte or ushort or uint: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case DateOnly day: json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            // A date's column takes no time of day, and one of times reads a date as its midnight.
            case DateTime { Kind: DateTimeKind.Unspecified } time when time.TimeOfDay == TimeSpan.Zero: json.WriteStringValue(time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case DateTime { Kind: DateTimeKind.Unspecified } time: json.WriteStringValue(Text(time)); break;
            case DateTime time: json.WriteStringValue(Text(time.ToUniversalTime()) + "Z"); break;
            case DateTimeOffset time: json.WriteStringValue(Text(time.UtcDateTime) + "Z"); break;
            case Enum member: json.WriteStringValue(member.ToString()); break;
            case JsonElement element: element.WriteTo(json); break;
            default: throw new ArgumentException(FormattableString.Invariant($"Column '{name}' of row {row} is {value} ({value.GetType().Name}): a number, text, boolean, date, time or null was expected."), nameof(value));
        }
    }

    static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
