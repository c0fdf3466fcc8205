using System.Buffers;
using System.Text;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Batch;

/// <summary>Rows as JSON objects, one a line; a missing value is null.</summary>
public static class JsonRows
{
    private const int UsualCell = 24;

    /// <exception cref="RondoException">A number is infinite, for which JSON has no word.</exception>
    public static ReadOnlyMemory<byte> Encode(PredictedRows rows)
    {
        var table = rows.Columns;
        var names = Array.ConvertAll([.. table.Schema.Fields], field => Encoding.UTF8.GetBytes($"{Literal(field.Name)}:"));
        var texts = Array.ConvertAll([.. table.Columns], column => column is TextColumn text ? Array.ConvertAll(text.Dictionary, word => Encoding.UTF8.GetBytes(Literal(word))) : null);
        var buffer = new ArrayBufferWriter<byte>(Math.Max(1, rows.Count * ((names.Length + 2) * UsualCell)));
        for (var row = 0; row < rows.Count; row++)
        {
            buffer.Write("{"u8);
            for (var i = 0; i < names.Length; i++)
            {
                buffer.Write(names[i]);
                WriteValue(buffer, table.Columns[i], texts[i], row, rows, table.Schema.Fields[i].Name);
                buffer.Write(","u8);
            }
            buffer.Write("\"prediction_id\":\""u8);
            rows.Job.WriteId(rows.Start + row, buffer.GetSpan(BatchJob.IdLength));
            buffer.Advance(BatchJob.IdLength);
            buffer.Write("\"}\n"u8);
        }
        return buffer.WrittenMemory;
    }

    static void WriteValue(ArrayBufferWriter<byte> buffer, Column column, byte[][]? words, int row, PredictedRows rows, string name)
    {
        if (column.IsMissing(row))
        {
            buffer.Write("null"u8);
            return;
        }
        if (words is not null)
        {
            buffer.Write(words[((TextColumn)column).Codes[row]]);
            return;
        }
        if (column is DoubleColumn number && double.IsInfinity(number.Values[row])) throw Infinite(name, rows.Start + row);
        var isTime = column.Type is ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampUtc;
        if (isTime) buffer.Write("\""u8);
        CellWriter.Write(buffer, column, row);
        if (isTime) buffer.Write("\""u8);
    }

    // Null would be another value.
    static RondoException Infinite(string column, long row) =>
        new(new Mistake("value_out_of_range", $"Column '{column}' holds an infinite number, which JSON can't.") { Row = row + 1, Field = column, Hint = "Write .csv or .parquet." });

    static string Literal(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
