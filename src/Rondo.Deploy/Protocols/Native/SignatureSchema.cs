using System.Text.Json;
using Rondo.Deploy.Host;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Native;

/// <summary>A model's signature as JSON Schema.</summary>
static class SignatureSchema
{
    /// <summary>The schema of one row.</summary>
    /// <param name="hasNullType">Whether a type may be several, as of JSON Schema 2020-12; older forms can't say null.</param>
    public static void WriteRow(Utf8JsonWriter json, ServedModel model, bool hasNullType)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "object");
        json.WriteStartObject("properties"u8);
        foreach (var column in model.Columns) WriteColumn(json, column, hasNullType);
        json.WriteEndObject();
        json.WriteStartArray("required"u8);
        foreach (var column in model.Columns)
            if (!column.IsOptional) json.WriteStringValue(column.Name);
        json.WriteEndArray();
        json.WriteBoolean("additionalProperties"u8, false);
        json.WriteEndObject();
    }

    static void WriteColumn(Utf8JsonWriter json, ServedColumn column, bool hasNullType)
    {
        var (type, format) = column.Type switch
        {
            ColumnType.Double => ("number", "double"),
            ColumnType.Int64 => ("integer", "int64"),
            ColumnType.Boolean => ("boolean", null),
            ColumnType.Date => ("string", "date"),
            ColumnType.TimestampUtc => ("string", "date-time"),
            _ => ("string", (string?)null),
        };
        json.WriteStartObject(column.Name);
        if (hasNullType)
        {
            json.WriteStartArray("type"u8);
            json.WriteStringValue(type);
            json.WriteStringValue("null"u8);
            json.WriteEndArray();
        }
        else json.WriteString("type"u8, type);
        if (format is not null) json.WriteString("format"u8, format);
        json.WriteEndObject();
    }
}
