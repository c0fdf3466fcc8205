namespace Rondo.DuckDb;

/// <summary>Up to 2,048 rows of a result, column by column.</summary>
public sealed class DataChunk : IDisposable
{
    private readonly QueryResult _result;
    private nint _handle;

    internal DataChunk(nint handle, QueryResult result)
    {
        _handle = handle;
        _result = result;
        RowCount = (int)Native.duckdb_data_chunk_get_size(handle);
    }

    public int RowCount { get; }

    public int ColumnCount => _result.Columns.Length;

    public Vector this[int column]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return new Vector(Native.duckdb_data_chunk_get_vector(_handle, (ulong)column), _result.Columns[column].Type, RowCount);
        }
    }

    public void Dispose()
    {
        if (_handle != 0) Native.duckdb_destroy_data_chunk(ref _handle);
    }
}
