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
            for (var j = 0; j < rows.Columns.Length; j++)
            {
                json.WritePropertyName(rows.Schema.Fields[j].Name);
                CellText.WriteJson(json, rows.Columns[j], row);
            }
            json.WriteEndObject();
            json.Flush();
            stream.WriteByte((byte)'\n');
            json.Reset();
        }
    }
}
