using System.Globalization;
using System.Text;
using Npgsql;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Postgres;

/// <summary>One connection in one read-only transaction: all that is read is of one moment, and nothing can be written.</summary>
sealed class PostgresSession : IDisposable
{
    // The text of casts must not depend on how the server is set up.
    private const string Begin = """
        BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
        SET LOCAL TimeZone TO 'UTC'; SET LOCAL DateStyle TO 'ISO, YMD'; SET LOCAL IntervalStyle TO 'postgres';
        SET LOCAL extra_float_digits TO 1; SET LOCAL bytea_output TO 'hex'; SET LOCAL standard_conforming_strings TO on;
        SET LOCAL lock_timeout TO '10s'
        """;

    private const string AllTables = """
        SELECT n.nspname, c.relname, pg_catalog.pg_table_is_visible(c.oid)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
        ORDER BY 1, 2
        """;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly PostgresAddress _address;
    private readonly CancellationToken _cancellation;

    PostgresSession(PostgresAddress address, CancellationToken cancellation)
    {
        (_address, _cancellation) = (address, cancellation);
        var builder = new NpgsqlDataSourceBuilder(address.Settings.ToString());
        // We look up the few types that we meet: the catalog may have thousands.
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        _source = builder.Build();
        _connection = _source.CreateConnection();
    }

    /// <exception cref="RondoException">It can't be reached, or refuses.</exception>
    public static PostgresSession Open(PostgresAddress address, double timeLimit, CancellationToken cancellation)
    {
        var session = new PostgresSession(address, cancellation);
        try
        {
            session.Explained(() =>
            {
                session._connection.OpenAsync(cancellation).GetAwaiter().GetResult();
                var milliseconds = (long)Math.Ceiling(timeLimit * 1000);
                session.Execute(string.Create(CultureInfo.InvariantCulture, $"{Begin}; SET LOCAL statement_timeout TO {milliseconds}"));
                return true;
            });
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The tables and views that are no part of the system.</summary>
    public List<PostgresTable> Tables() => Explained(() =>
    {
        var tables = new List<PostgresTable>();
        using var command = new NpgsqlCommand(AllTables, _connection);
        using var reader = command.ExecuteReaderAsync(_cancellation).GetAwaiter().GetResult();
        while (reader.Read()) tables.Add(new PostgresTable(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
        return tables;
    });

    /// <summary>The columns that a FROM clause gives.</summary>
    public PostgresColumn[] Describe(string from) => Explained(() =>
    {
        var found = new List<(string Name, uint Type)>();
        // A batch of one takes no second statement, whatever the query tries to smuggle in.
        using (var batch = new NpgsqlBatch(_connection) { BatchCommands = { new NpgsqlBatchCommand($"SELECT * FROM {from} AS rondo_rows LIMIT 0") } })
        using (var reader = batch.ExecuteReaderAsync(_cancellation).GetAwaiter().GetResult())
            for (var i = 0; i < reader.FieldCount; i++) found.Add((reader.GetName(i), reader.GetDataTypeOID(i)));
        var words = TypeWords([.. found.Select(f => f.Type).Distinct()]);
        return found.Select(f => new PostgresColumn(f.Name, f.Type, words[f.Type].Word, words[f.Type].IsEnum)).ToArray();
    });

    /// <summary>Begins anew after a statement that failed.</summary>
    public void Restart() => Explained(() =>
    {
        Execute("ROLLBACK");
        Execute(Begin);
        return true;
    });

    /// <summary>Streams what COPY gives.</summary>
    public void Copy(string sql, Action<BinaryCopy> read) => Explained(() =>
    {
        using var stream = _connection.BeginRawBinaryCopyAsync(sql, _cancellation).GetAwaiter().GetResult();
        var isDone = false;
        try
        {
            read(new BinaryCopy(stream, _cancellation));
            isDone = true;
        }
        finally
        {
            // Else closing the stream would read the rest of the table.
            if (!isDone) Abandon(stream);
        }
        return true;
    });

    public void Dispose()
    {
        _connection.Dispose();
        _source.Dispose();
    }

    static void Abandon(NpgsqlRawCopyStream stream)
    {
        try
        {
            stream.Cancel();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            // The connection is gone already; what failed before is what matters.
        }
    }

    T Explained<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or OperationCanceledException or ArgumentException or NotSupportedException or System.Net.Sockets.SocketException)
        {
            _cancellation.ThrowIfCancellationRequested();
            throw new RondoException(PostgresFailure.Explain(e, _address));
        }
    }

    void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        command.ExecuteNonQueryAsync(_cancellation).GetAwaiter().GetResult();
    }

    Dictionary<uint, (string Word, bool IsEnum)> TypeWords(uint[] types)
    {
        var words = new Dictionary<uint, (string, bool)>();
        if (types.Length == 0) return words;
        var list = new StringBuilder();
        foreach (var type in types) list.Append(list.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{type}");
        using var command = new NpgsqlCommand($"SELECT oid::int8, pg_catalog.format_type(oid, NULL), typtype = 'e' FROM pg_catalog.pg_type WHERE oid IN ({list})", _connection);
        using var reader = command.ExecuteReaderAsync(_cancellation).GetAwaiter().GetResult();
        while (reader.Read()) words[(uint)reader.GetInt64(0)] = (reader.GetString(1), reader.GetBoolean(2));
        return words;
    }
}
