using System.Text;

namespace Rondo.DuckDb;

/// <summary>One SQL statement with numbered parameters (<c>$1</c> or <c>?</c>), which are bound and never pasted into the text.</summary>
public sealed class PreparedStatement : IDisposable
{
    private static readonly DateTime s_epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private nint _handle;

    internal PreparedStatement(DuckDbConnection connection, string sql)
    {
        Connection = connection;
        if (Native.duckdb_prepare(connection.Handle, sql, out _handle) == NativeState.Success) return;
        var message = Native.Borrowed(Native.duckdb_prepare_error(_handle)) ?? "The statement can't be prepared.";
        Native.duckdb_destroy_prepare(ref _handle);
        throw new DuckDbException(message);
    }

    public int ParameterCount => (int)Native.duckdb_nparams(_handle);

    internal DuckDbConnection Connection { get; }

    /// <param name="index">From 1.</param>
    /// <param name="value">null, bool, int, long, double, string, DateOnly, DateTime, DateTimeOffset, byte[] or a list of strings.</param>
    public void Bind(int index, object? value)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        var native = ValueOf(value);
        try
        {
            if (Native.duckdb_bind_value(_handle, (ulong)index, native) != NativeState.Success)
                throw new DuckDbException(Native.Borrowed(Native.duckdb_prepare_error(_handle)) ?? $"There is no parameter {index}.");
        }
        finally
        {
            Native.duckdb_destroy_value(ref native);
        }
    }

    /// <summary>Runs it and streams the rows: DuckDB computes ahead by little.</summary>
    public QueryResult Query(CancellationToken cancellation = default) => Run(streams: true, ownsStatement: false, cancellation);

    /// <summary>Runs it to the end; the number of rows that changed.</summary>
    public long Execute(CancellationToken cancellation = default)
    {
        var result = Start(streams: false, cancellation);
        var changed = (long)Native.duckdb_rows_changed(ref result);
        Native.duckdb_destroy_result(ref result);
        return changed;
    }

    internal QueryResult Run(bool streams, bool ownsStatement, CancellationToken cancellation) =>
        new(this, ownsStatement, Start(streams, cancellation), cancellation);

    NativeResult Start(bool streams, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        cancellation.ThrowIfCancellationRequested();
        var state = streams
            ? Native.duckdb_pending_prepared_streaming(_handle, out var pending)
            : Native.duckdb_pending_prepared(_handle, out pending);
        try
        {
            if (state != NativeState.Success) throw Error(Native.duckdb_pending_error(pending), cancellation);
            // Registered only now, because making the pending result clears earlier interrupts.
            using var interrupt = cancellation.Register(Connection.Interrupt);
            if (Native.duckdb_execute_pending(pending, out var result) == NativeState.Success) return result;
            var error = Error(Native.duckdb_result_error(ref result), cancellation);
            Native.duckdb_destroy_result(ref result);
            throw error;
        }
        finally
        {
            Native.duckdb_destroy_pending(ref pending);
        }
    }

    static Exception Error(nint message, CancellationToken cancellation)
    {
        var error = new DuckDbException(Native.Borrowed(message) ?? "The statement failed.");
        return error.IsInterrupt && cancellation.IsCancellationRequested ? new OperationCanceledException(cancellation) : error;
    }

    static nint ValueOf(object? value) => value switch
    {
        null => Native.duckdb_create_null_value(),
        bool x => Native.duckdb_create_bool(x),
        int x => Native.duckdb_create_int64(x),
        long x => Native.duckdb_create_int64(x),
        double x => Native.duckdb_create_double(x),
        string x => TextOf(x),
        DateOnly x => Native.duckdb_create_date(x.DayNumber - DateOnly.FromDateTime(s_epoch).DayNumber),
        DateTime x => Native.duckdb_create_timestamp((x.Ticks - s_epoch.Ticks) / TimeSpan.TicksPerMicrosecond),
        DateTimeOffset x => Native.duckdb_create_timestamp_tz((x.UtcTicks - s_epoch.Ticks) / TimeSpan.TicksPerMicrosecond),
        byte[] x => BlobOf(x),
        IReadOnlyList<string> x => ListOf(x),
        _ => throw new ArgumentException($"A {value.GetType().Name} can't be a parameter.", nameof(value)),
    };

    static unsafe nint TextOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes) return Native.duckdb_create_varchar_length(start, (ulong)bytes.Length);
    }

    static unsafe nint BlobOf(byte[] bytes)
    {
        fixed (byte* start = bytes) return Native.duckdb_create_blob(start, (ulong)bytes.Length);
    }

    static unsafe nint ListOf(IReadOnlyList<string> texts)
    {
        var items = texts.Select(TextOf).ToArray();
        var type = Native.duckdb_create_logical_type(LogicalTypeId.VarChar);
        try
        {
            fixed (nint* start = items) return Native.duckdb_create_list_value(type, start, (ulong)items.Length);
        }
        finally
        {
            Native.duckdb_destroy_logical_type(ref type);
            for (var i = 0; i < items.Length; i++) Native.duckdb_destroy_value(ref items[i]);
        }
    }

    public void Dispose()
    {
        if (_handle != 0) Native.duckdb_destroy_prepare(ref _handle);
    }
}
