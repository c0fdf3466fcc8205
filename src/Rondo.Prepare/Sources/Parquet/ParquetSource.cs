using System.Text;
using Rondo.DuckDb;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Csv;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Parquet;

[Part("parquet", "Apache Parquet files.")]
public sealed record ParquetSource : IPiecewiseSource
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

    public IEnumerable<RowPiece> Pieces(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation)
    {
        var start = 0L;
        foreach (var (file, columns) in Columns(files, options, cancellation))
        {
            var table = Table.Of(ColumnStack.Of([file], [columns], options, cancellation));
            yield return new RowPiece(start, table.RowCount, () => table);
            start += table.RowCount;
        }
    }

    public SourceShape ShapeOf(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation)
    {
        var types = new CommonTypes();
        var (rows, bytes) = (0L, 0L);
        foreach (var (file, columns) in Columns(files, options, cancellation))
        {
            foreach (var (name, column) in columns)
            {
                if (types.TryAdd(name, column, file) is { } mistake && !options.Types.ContainsKey(name)) throw new RondoException(mistake);
                bytes += (long)column.Length * SourceShape.CellBytes + (column is TextColumn text ? text.Dictionary.Sum(t => (long)t.Length * sizeof(char)) : 0);
            }
            rows += columns[0].Column.Length;
        }
        return new SourceShape(types.Fields(options), rows, bytes);
    }

    // There is at least one row.
    static IEnumerable<(string File, List<(string Name, Column Column)> Columns)> Columns(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation)
    {
        foreach (var file in files) ParquetFile.Check(file);
        var isEmpty = true;
        foreach (var file in files)
        {
            foreach (var columns in ParquetPieces.Of(file, connection => $"SELECT {SelectList(connection, ParquetFile.Escape(file), file, options)} {FromFile}", options, cancellation))
            {
                foreach (var (name, column) in columns) CheckCells(name, column, file, options);
                isEmpty &= columns[0].Column.Length == 0;
                yield return (file, columns);
            }
        }
        if (isEmpty) throw new RondoException(new Mistake("empty_table", "The file has columns but no rows.") { File = files[0] });
    }

    static List<(string Name, Column Column)> ReadFile(DuckDbConnection connection, string file, SourceOptions options, CancellationToken cancellation)
    {
        var path = ParquetFile.Escape(file);
        return ParquetFile.Explained(file, () =>
        {
            var rows = RowCount(connection, path);
            using var result = connection.Query($"SELECT {SelectList(connection, path, file, options)} {FromFile}", [path], cancellation);
            CheckSize(rows, result.Columns.Length, file, options);
            var columns = ResultTable.Read(result, new MissingWords(options.Missing), (int)Math.Min(rows, Array.MaxLength), file);
            foreach (var (name, column) in columns) CheckCells(name, column, file, options);
            return columns;
        });
    }

    // A value repeated a billion times takes a few bytes in the file, and at least four a row in a table.
    static void CheckSize(long rows, int columns, string file, SourceOptions options)
    {
        if ((double)rows * columns * sizeof(int) <= options.MemoryLimitBytes) return;
        throw new RondoException(new Mistake("too_large_for_memory", FormattableString.Invariant($"The file's {rows} rows and {columns} columns do not fit the memory limit of {options.MemoryLimitBytes / (1 << 20)} MB."))
        {
            File = file,
            Hint = "Leave out columns, take fewer rows, or raise the limit.",
        });
    }

    static void CheckCells(string name, Column column, string file, SourceOptions options)
    {
        if (column is not TextColumn text) return;
        var code = Array.FindIndex(text.Dictionary, t => t.Length > options.MaxCellBytes / 4 && Encoding.UTF8.GetByteCount(t) > options.MaxCellBytes);
        if (code < 0) return;
        throw new RondoException(new Mistake("cell_too_large", FormattableString.Invariant($"A cell is larger than {options.MaxCellBytes} bytes."))
        {
            File = file,
            Field = name,
            Row = Array.IndexOf(text.Codes, code) + 1,
            Hint = "Raise the setting max_cell_bytes if that is meant.",
        });
    }

    static string SelectList(DuckDbConnection connection, string path, string file, SourceOptions options)
    {
        using var result = connection.Query($"SELECT * {FromFile} LIMIT 0", path);
        if (result.Columns.Length > options.MaxColumns) throw CsvHeader.TooManyColumns(file, options);
        // A column that is sought in vain is told together with those that are there.
        if (options.Only?.All(name => result.Columns.Any(c => c.Name == name)) == false) options = options with { Only = null };
        var items = new List<string>();
        foreach (var (name, type) in result.Columns)
        {
            if (options.LeavesOut(name)) continue;
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
