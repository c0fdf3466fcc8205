using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Checks;

namespace Rondo.Lifecycle.Runs;

/// <summary>Rows that checks set aside, as CSV: the row's number in the source, the reasons, and its values.</summary>
static class QuarantineFile
{
    public const string Name = "quarantine.csv";

    /// <summary>Appears whole, or not at all.</summary>
    public static void Write(string path, Table source, string?[] reasons)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        var half = path + ".new";
        using (var stream = new FileStream(half, FileMode.Create, FileAccess.Write))
        using (var writer = new StreamWriter(stream, new UTF8Encoding(false)))
        {
            string[] own = [.. ((string[])["row", "reason"]).Select(name => FreeName(name, source.Schema))];
            WriteLine(writer, own.Concat(source.Schema.Fields.Select(f => Harmless(f.Name))));
            for (var row = 0; row < reasons.Length; row++)
                if (reasons[row] is { } reason) WriteLine(writer, Cells(source, row, reason));
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }
        DurableFile.Publish(half, path);
    }

    static IEnumerable<string> Cells(Table source, int row, string reason)
    {
        yield return (row + 1).ToString(CultureInfo.InvariantCulture);
        yield return Harmless(reason);
        foreach (var column in source.Columns)
            yield return ShownValue.Plain(column, row) is not { } value ? "" : column is TextColumn ? Harmless(value) : value;
    }

    static void WriteLine(StreamWriter writer, IEnumerable<string> cells)
    {
        writer.Write(string.Join(',', cells.Select(Quoted)));
        writer.Write('\n');
    }

    static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // A spreadsheet runs a cell that begins like a formula; an apostrophe makes it text (OWASP, "CSV Injection").
    static string Harmless(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' && !IsNumber(text) ? $"'{text}" : text;

    static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && text[0] is '+' or '-';

    static string FreeName(string name, Schema schema)
    {
        while (schema.Contains(name)) name += "_";
        return name;
    }
}
