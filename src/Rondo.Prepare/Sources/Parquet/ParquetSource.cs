using Rondo.DuckDb;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Csv;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Parquet;

[Part("parquet", "Apache Parquet files.")]
public sealed record ParquetSource : IFileSource
{
    private const string FromFile = "FROM read_parquet($1, hive_partitioning = false, union_by_name = false)";

    public IReadOnlyList<string> Extensions => [".parquet", ".pq"];

    public bool ReadsGzip => false;

    public Table Read(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation)
    {
        foreach (var file in files) ParquetFile.Check(file);
        using var database = DuckDbDatabase.OpenInMemory(Math.Max(1, options.Threads), options.MemoryLimitBytes);
        using var connection = database.Connect();
        var tables = files.Select(f => ReadFile(connection, f, options, cancellation)).ToList();
        var table = ColumnStack.Of(files, tables, options, cancellation);
        if (table[0].Column.Length == 0) throw new RondoException(new Mistake("empty_table", "The file has columns but no rows.") { File = files[0] });
        return Table.Of(table);
    }

    static List<(string Name, Column Column)> ReadFile(DuckDbConnection connection, string file, SourceOptions options, CancellationToken cancellation)
    {
        var path = ParquetFile.Escape(file);
        try
        {
            var rows = RowCount(connection, path);
            using var result = connection.Query($"SELECT {SelectList(connection, path, file, options)} {FromFile}", [path], cancellation);
            return ResultTable.Read(result, new MissingWords(options.Missing), (int)Math.Min(rows, Array.MaxLength), file);
        }
        catch (DuckDbException e)
        {
            throw ParquetFile.Unreadable(file, e);
        }
        catch (OverflowException)
        {
            throw new RondoException(new Mistake("value_out_of_range", "A timestamp is beyond the years that microseconds reach.") { File = file });
        }
    }

    static string SelectList(DuckDbConnection connection, string path, string file, SourceOptions options)
    {
        using var result = connection.Query($"SELECT * {FromFile} LIMIT 0", path);
        if (result.Columns.Length > options.MaxColumns) throw CsvHeader.TooManyColumns(file, options);
        var items = new List<string>();
        foreach (var (name, type) in result.Columns)
        {
            if (options.Skip.Contains(name)) continue;
            var column = DuckDbDatabase.Quote(name);
            items.Add(options.NestedAsText && ResultTable.IsNested(type) ? $"CAST(to_json({column}) AS VARCHAR) AS {column}" : column);
        }
        return items.Count > 0 ? string.Join(", ", items) : throw new RondoException(new Mistake("empty_table", "No column is left of the file.") { File = file });
    }

    static long RowCount(DuckDbConnection connection, string path)
    {
        using var result = connection.Query("SELECT CAST(num_rows AS BIGINT) FROM parquet_file_metadata($1)", path);
        using var chunk = result.Next();
        return chunk is null ? 0 : chunk[0].Values<long>()[0];
    }
}
