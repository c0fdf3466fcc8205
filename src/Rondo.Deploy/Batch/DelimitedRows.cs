using System.Buffers;
using System.Text;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Batch;

/// <summary>Rows as delimited text (RFC 4180, lines that end with LF): a missing value is an empty cell, an empty text stands in quotes.</summary>
public static class DelimitedRows
{
    private const int UsualCell = 12;

    /// <summary>The line of names.</summary>
    public static byte[] Header(Schema columns, byte delimiter)
    {
        var line = new ArrayBufferWriter<byte>();
        for (var i = 0; i < columns.Fields.Length; i++)
        {
            if (i > 0) line.Write([delimiter]);
            line.Write(Quoted(columns.Fields[i].Name, delimiter));
        }
        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>The rows with their ids.</summary>
    public static ReadOnlyMemory<byte> Encode(PredictedRows rows, byte delimiter) => Encode(rows.Columns, rows, delimiter);

    /// <summary>The rows of a table.</summary>
    public static ReadOnlyMemory<byte> Encode(Table table, byte delimiter) => Encode(table, null, delimiter);

    static ReadOnlyMemory<byte> Encode(Table table, PredictedRows? ids, byte delimiter)
    {
        var texts = Array.ConvertAll([.. table.Columns], column => column is TextColumn text ? Array.ConvertAll(text.Dictionary, word => Quoted(word, delimiter)) : null);
        var buffer = new ArrayBufferWriter<byte>(Math.Max(1, table.RowCount * ((table.Columns.Length * UsualCell) + BatchJob.IdLength + 1)));
        for (var row = 0; row < table.RowCount; row++)
        {
            for (var i = 0; i < texts.Length; i++)
            {
                if (i > 0) Append(buffer, delimiter);
                var column = table.Columns[i];
                if (texts[i] is { } words)
                {
                    if (((TextColumn)column).Codes[row] is >= 0 and var code) buffer.Write(words[code]);
                }
                else if (!column.IsMissing(row)) CellWriter.Write(buffer, column, row);
            }
            if (ids is not null)
            {
                if (texts.Length > 0) Append(buffer, delimiter);
                ids.Job.WriteId(ids.Start + row, buffer.GetSpan(BatchJob.IdLength));
                buffer.Advance(BatchJob.IdLength);
            }
            Append(buffer, (byte)'\n');
        }
        return buffer.WrittenMemory;
    }

    static void Append(ArrayBufferWriter<byte> buffer, byte character)
    {
        buffer.GetSpan(1)[0] = character;
        buffer.Advance(1);
    }

    static byte[] Quoted(string text, byte delimiter)
    {
        var needsQuotes = text.Length == 0 || text.AsSpan().IndexOfAny("\"\n\r") >= 0 || text.Contains((char)delimiter, StringComparison.Ordinal) || text[0] is ' ' or '\t' || text[^1] is ' ' or '\t';
        return Encoding.UTF8.GetBytes(needsQuotes ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text);
    }
}
