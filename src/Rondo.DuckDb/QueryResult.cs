using System.Collections.Immutable;

namespace Rondo.DuckDb;

/// <summary>A name and a type of a result.</summary>
public sealed record ResultColumn(string Name, LogicalType Type);

/// <summary>What a statement gave, read chunk by chunk while DuckDB still computes. Cancelling interrupts it.</summary>
public sealed class QueryResult : IDisposable
{
    private readonly PreparedStatement _statement;
    private readonly bool _ownsStatement;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _interrupt;
    private NativeResult _result;
    private bool _isDisposed;

    internal QueryResult(PreparedStatement statement, bool ownsStatement, NativeResult result, CancellationToken cancellation)
    {
        _statement = statement;
        _ownsStatement = ownsStatement;
        _result = result;
        _cancellation = cancellation;
        var columns = new ResultColumn[Native.duckdb_column_count(ref _result)];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new ResultColumn(
                Native.Borrowed(Native.duckdb_column_name(ref _result, (ulong)i)) ?? "",
                LogicalType.Take(Native.duckdb_column_logical_type(ref _result, (ulong)i)));
        }
        Columns = [.. columns];
        _interrupt = cancellation.Register(statement.Connection.Interrupt);
    }

    public ImmutableArray<ResultColumn> Columns { get; }

    /// <summary>The chunks in order; each is disposed when the next is asked for.</summary>
    public IEnumerable<DataChunk> Chunks()
    {
        while (Next() is { } chunk)
        {
            using (chunk) yield return chunk;
        }
    }

    /// <summary>The next chunk, which the caller disposes, or null at the end.</summary>
    public DataChunk? Next()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _cancellation.ThrowIfCancellationRequested();
        var chunk = Native.duckdb_fetch_chunk(_result);
        if (chunk != 0) return new DataChunk(chunk, this);
        var error = Native.Borrowed(Native.duckdb_result_error(ref _result));
        if (string.IsNullOrEmpty(error)) return null;
        _cancellation.ThrowIfCancellationRequested();
        throw new DuckDbException(error);
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _interrupt.Dispose();
        Native.duckdb_destroy_result(ref _result);
        if (_ownsStatement) _statement.Dispose();
    }
}
