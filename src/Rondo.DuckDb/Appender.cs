using System.Collections.Immutable;

namespace Rondo.DuckDb;

/// <summary>Puts rows into a table, a chunk of columns at a time: fill the vectors, then <see cref="AppendChunk"/>.</summary>
public sealed unsafe class Appender : IDisposable
{
    private nint _handle;
    private nint _chunk;
    private bool _isComplete;

    internal Appender(DuckDbConnection connection, string table)
    {
        try
        {
            if (Native.duckdb_appender_create(connection.Handle, null, table, out _handle) != NativeState.Success) throw Error();
            (Types, _chunk) = Prepare(_handle);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The rows that fit in one chunk.</summary>
    public static int ChunkRows { get; } = (int)Native.duckdb_vector_size();

    public ImmutableArray<LogicalType> Types { get; }

    /// <summary>The column of the chunk under construction.</summary>
    public WritableVector this[int column]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_chunk == 0, this);
            return new WritableVector(Native.duckdb_data_chunk_get_vector(_chunk, (ulong)column), Types[column], ChunkRows);
        }
    }

    /// <summary>Appends the first rows of the chunk and empties it.</summary>
    public void AppendChunk(int rows)
    {
        ObjectDisposedException.ThrowIf(_chunk == 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, ChunkRows);
        Native.duckdb_data_chunk_set_size(_chunk, (ulong)rows);
        if (Native.duckdb_append_data_chunk(_handle, _chunk) != NativeState.Success) throw Error();
        Native.duckdb_data_chunk_reset(_chunk);
    }

    /// <summary>Makes the rows visible. Without it they are lost.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        if (Native.duckdb_appender_close(_handle) != NativeState.Success) throw Error();
        _isComplete = true;
    }

    static (ImmutableArray<LogicalType>, nint) Prepare(nint appender)
    {
        var handles = new nint[Native.duckdb_appender_column_count(appender)];
        for (var i = 0; i < handles.Length; i++) handles[i] = Native.duckdb_appender_column_type(appender, (ulong)i);
        nint chunk;
        fixed (nint* start = handles) chunk = Native.duckdb_create_data_chunk(start, (ulong)handles.Length);
        return ([.. handles.Select(LogicalType.Take)], chunk);
    }

    DuckDbException Error() => new(Native.Borrowed(Native.duckdb_appender_error(_handle)) ?? "The rows can't be appended.");

    public void Dispose()
    {
        if (_chunk != 0) Native.duckdb_destroy_data_chunk(ref _chunk);
        if (_handle == 0) return;
        // Destroying flushes: rows of an append that was given up must not arrive.
        if (!_isComplete) Native.duckdb_appender_clear(_handle);
        Native.duckdb_appender_destroy(ref _handle);
    }
}

/// <summary>A column that is being filled.</summary>
public readonly unsafe ref struct WritableVector
{
    private readonly nint _handle;
    private readonly void* _data;
    private readonly int _count;

    internal WritableVector(nint handle, LogicalType type, int count)
    {
        _handle = handle;
        _count = count;
        _data = Native.duckdb_vector_get_data(handle);
        Type = type;
    }

    public LogicalType Type { get; }

    public Span<T> Values<T>() where T : unmanaged =>
        sizeof(T) == Type.ValueBytes
            ? new(_data, _count)
            : throw new InvalidOperationException($"Values of {Type} take {Type.ValueBytes} bytes, not the {sizeof(T)} of {typeof(T).Name}.");

    public void SetBytes(int row, ReadOnlySpan<byte> bytes)
    {
        if (Type.Id is not (LogicalTypeId.VarChar or LogicalTypeId.Blob))
            throw new InvalidOperationException($"Values of {Type} are not bytes.");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_count);
        if (bytes.Length <= 12)
        {
            var item = (byte*)_data + ((long)row * 16);
            new Span<byte>(item, 16).Clear();
            *(uint*)item = (uint)bytes.Length;
            bytes.CopyTo(new Span<byte>(item + 4, 12));
            return;
        }
        fixed (byte* start = bytes) Native.duckdb_vector_assign_string_element_len(_handle, (ulong)row, start, (ulong)bytes.Length);
    }

    public void SetMissing(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_count);
        Native.duckdb_vector_ensure_validity_writable(_handle);
        Native.duckdb_vector_get_validity(_handle)[row >> 6] &= ~(1UL << (row & 63));
    }
}
