using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Snapshots;

/// <summary>Writes a table to a file whose ending tells the format; reading it again gives the same table, as far as the format can tell its types.</summary>
public static class TableWriter
{
    /// <summary>How Parquet is written.</summary>
    internal const string ParquetFormat = "FORMAT parquet, COMPRESSION zstd";

    private static readonly Dictionary<string, string> s_formats = new(StringComparer.Ordinal)
    {
        [".csv"] = "FORMAT csv, HEADER true, DELIMITER ','",
        [".tsv"] = "FORMAT csv, HEADER true, DELIMITER '\t'",
        [".json"] = "FORMAT json, ARRAY true",
        [".jsonl"] = "FORMAT json",
        [".ndjson"] = "FORMAT json",
        [".parquet"] = ParquetFormat,
    };

    /// <summary>The version of the library that reads and writes Parquet.</summary>
    public static string EngineVersion => DuckDbDatabase.Version;

    /// <exception cref="RondoException">The ending tells no format that can be written, or the format has no word for a value.</exception>
    public static void Write(Table table, string path, CancellationToken cancellation = default)
    {
        var format = FormatOf(path);
        if (format.StartsWith("FORMAT json", StringComparison.Ordinal)) RefuseInfinity(table, path);
        using var database = DuckDbDatabase.OpenInMemory(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 7);
        using var connection = database.Connect();
        TableLoad.Into(connection, "result", table, cancellation);
        var columns = table.Schema.Fields.Select((f, i) => $"{Expression(f, i, format)} AS {DuckDbDatabase.Quote(f.Name)}");
        var query = $"SELECT {string.Join(", ", columns)} FROM result";
        DurableFile.Write(path, temporary => connection.Execute($"COPY ({query}) TO {Sql.Text(temporary)} ({format})", [], cancellation));
    }

    /// <summary>Refuses an ending that can't be written, before work is done for it.</summary>
    public static void CheckPath(string path) => FormatOf(path);

    static string FormatOf(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (s_formats.TryGetValue(extension, out var format)) return format;
        throw new RondoException(new Mistake("unknown_format", $"Tables aren't written to files ending in '{extension}'.")
        {
            File = path,
            Hint = Spelling.DidYouMean(extension, s_formats.Keys) ?? $"Known endings: {string.Join(", ", s_formats.Keys)}.",
        });
    }

    // JSON has no word for infinity, and null would be another value.
    static void RefuseInfinity(Table table, string path)
    {
        for (var i = 0; i < table.Columns.Length; i++)
        {
            if (table.Columns[i] is not DoubleColumn number) continue;
            var row = Array.FindIndex(number.Values, double.IsInfinity);
            if (row < 0) continue;
            throw new RondoException(new Mistake("value_out_of_range", $"Column '{table.Schema.Fields[i].Name}' holds an infinite number, which JSON can't.")
            {
                File = path,
                Row = row + 1L,
                Field = table.Schema.Fields[i].Name,
                Hint = "Write .csv or .parquet.",
            });
        }
    }

    // Text formats get times in ISO 8601, the zone included.
    static string Expression(Field field, int index, string format)
    {
        var column = TableLoad.NameOf(index);
        if (format.StartsWith("FORMAT parquet", StringComparison.Ordinal)) return column;
        return field.Type switch
        {
            ColumnType.Timestamp => $"strftime({column}, '%Y-%m-%dT%H:%M:%S.%f')",
            ColumnType.TimestampUtc => $"strftime({column}, '%Y-%m-%dT%H:%M:%S.%fZ')",
            _ => column,
        };
    }
}
