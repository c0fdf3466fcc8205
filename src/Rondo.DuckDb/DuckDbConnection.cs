namespace Rondo.DuckDb;

/// <summary>A connection for one thread at a time; only <see cref="Interrupt"/> may come from another.</summary>
public sealed class DuckDbConnection : IDisposable
{
    private readonly Lock _gate = new();
    private nint _handle;

    internal DuckDbConnection(nint database)
    {
        if (Native.duckdb_connect(database, out _handle) != NativeState.Success)
            throw new DuckDbException("DuckDB gives no connection.");
    }

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    public PreparedStatement Prepare(string sql) => new(this, sql);

    /// <summary>Runs one statement to its end; the number of rows that changed.</summary>
    public long Execute(string sql, params object?[] parameters) => Execute(sql, parameters, CancellationToken.None);

    public long Execute(string sql, object?[] parameters, CancellationToken cancellation)
    {
        using var statement = Bound(sql, parameters);
        return statement.Execute(cancellation);
    }

    /// <summary>Runs one statement and streams its rows.</summary>
    public QueryResult Query(string sql, params object?[] parameters) => Query(sql, parameters, CancellationToken.None);

    public QueryResult Query(string sql, object?[] parameters, CancellationToken cancellation)
    {
        var statement = Bound(sql, parameters);
        try
        {
            return statement.Run(streams: true, ownsStatement: true, cancellation);
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    /// <summary>Rows go in column by column through the appender.</summary>
    public Appender Append(string table) => new(this, table);

    /// <summary>Stops what runs on this connection, which then throws. May be called from any thread.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (_handle != 0) Native.duckdb_interrupt(_handle);
        }
    }

    PreparedStatement Bound(string sql, object?[] parameters)
    {
        var statement = Prepare(sql);
        try
        {
            for (var i = 0; i < parameters.Length; i++) statement.Bind(i + 1, parameters[i]);
            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_handle != 0) Native.duckdb_disconnect(ref _handle);
        }
    }
}
