using System.Globalization;
using System.Text;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Exports;

/// <summary>Rows as a text that the programs which try an export read: a line a row, a tab between values, \N for a missing text.</summary>
public static class ExportRows
{
    /// <summary>The rows as ONNX has them, where an empty text is a missing one.</summary>
    public static Table WithoutEmptyTexts(Table table) => Table.Of(table.Schema.Fields.Select((field, j) => (field.Name, table.Columns[j] is TextColumn texts
        ? TextColumn.From([.. Enumerable.Range(0, texts.Length).Select(row => texts[row] is { Length: > 0 } text ? text : null)])
        : table.Columns[j])));


    public static void Write(Table table, IEnumerable<Field> inputs, TextWriter writer)
    {
        var columns = inputs.Select(f => table[f.Name]).ToArray();
        for (var row = 0; row < table.RowCount; row++)
        {
            for (var j = 0; j < columns.Length; j++)
            {
                if (j > 0) writer.Write('\t');
                writer.Write(TextOf(columns[j], row));
            }
            writer.Write('\n');
        }
    }

    static string TextOf(Column column, int row) => column switch
    {
        TextColumn texts => texts[row] is { } text ? Escaped(text) : "\\N",
        _ when column.IsMissing(row) => "NaN",
        DoubleColumn numbers => numbers.Values[row].ToString("R", CultureInfo.InvariantCulture),
        _ => ((IntegerColumn)column).Values[row].ToString(CultureInfo.InvariantCulture),
    };

    static string Escaped(string text)
    {
        if (text.AsSpan().IndexOfAny("\\\t\n\r") < 0) return text;
        var escaped = new StringBuilder();
        foreach (var c in text) escaped.Append(c switch { '\\' => "\\\\", '\t' => "\\t", '\n' => "\\n", '\r' => "\\r", _ => c.ToString() });
        return escaped.ToString();
    }
}
