using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Parquet;

/// <summary>Reads a Parquet file some rows at a time, while DuckDB decodes the next ones.</summary>
sealed class ParquetPieces : IDisposable
{
    private const int PieceRows = 1 << 16;

    // Decoding holds a few row groups; what does not fit fails by name instead of taking the machine down.
    private const long MemoryBytes = 1L << 30;

    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly QueryResult _result;
    private readonly IEnumerator<List<(string Name, Column Column)>> _pieces;
    private readonly string _file;

    ParquetPieces(string file, Func<DuckDbConnection, string> sql, SourceOptions options, CancellationToken cancellation)
    {
        _file = file;
        _database = DuckDbDatabase.OpenInMemory(1, Math.Min(MemoryBytes, options.MemoryLimitBytes));
        _connection = _database.Connect();
        _result = _connection.Query(sql(_connection), [ParquetFile.Escape(file)], cancellation);
        _pieces = ResultTable.ReadPieces(_result, new MissingWords(options.Missing), PieceRows, file).GetEnumerator();
    }

    /// <param name="file">To read.</param>
    /// <param name="sql">The query of the columns wanted.</param>
    /// <param name="options">How to read.</param>
    /// <param name="cancellation">Interrupts.</param>
    public static IEnumerable<List<(string Name, Column Column)>> Of(string file, Func<DuckDbConnection, string> sql, SourceOptions options, CancellationToken cancellation)
    {
        using var pieces = ParquetFile.Explained(file, () => new ParquetPieces(file, sql, options, cancellation));
        while (pieces.Next() is { } columns) yield return columns;
    }

    List<(string Name, Column Column)>? Next() => ParquetFile.Explained(_file, () => _pieces.MoveNext() ? _pieces.Current : null);

    public void Dispose()
    {
        _pieces.Dispose();
        _result.Dispose();
        _connection.Dispose();
        _database.Dispose();
    }
}
