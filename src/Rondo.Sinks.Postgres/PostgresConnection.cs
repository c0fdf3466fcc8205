using System.Net.Sockets;
using Npgsql;
using Rondo.Engine.Errors;
using Rondo.Sources.Postgres;

namespace Rondo.Sinks.Postgres;

/// <summary>One connection that writes; what the server says becomes a mistake without any secret.</summary>
sealed class PostgresConnection : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly PostgresAddress _address;
    private NpgsqlTransaction? _transaction;

    public PostgresConnection(PostgresAddress address)
    {
        (_address, _connection) = (address, new NpgsqlConnection(address.Settings.ToString()));
        try
        {
            Explained(() =>
            {
                _connection.Open();
                return true;
            });
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public string Shown => _address.Shown;

    public bool IsInTransaction => _transaction is not null;

    public void Begin() => Explained(() => _transaction = _connection.BeginTransaction());

    public void Commit() => Explained(() =>
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
        return true;
    });

    /// <returns>The number of rows that it changed.</returns>
    public int Execute(string sql, params object[] values) => Explained(() =>
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    });

    public List<T> Rows<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values) => Explained(() =>
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    });

    /// <summary>Sends text in UTF-8 to a COPY.</summary>
    public void Copy(string sql, ReadOnlyMemory<byte> text) => Explained(() =>
    {
        using var writer = _connection.BeginTextImport(sql);
        writer.Write(System.Text.Encoding.UTF8.GetString(text.Span));
        return true;
    });

    public void Dispose()
    {
        _transaction?.Dispose();
        _connection.Dispose();
    }

    NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction) { CommandTimeout = 0 };
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    T Explained<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (PostgresException e) when (e.SqlState is "42501")
        {
            throw Refused("access_refused", $"The user may not write here: {e.MessageText}.", "GRANT SELECT, INSERT, DELETE on the table and CREATE on its schema, or name another table.");
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal) || e.SqlState.StartsWith("42", StringComparison.Ordinal) || e.SqlState.StartsWith("3F", StringComparison.Ordinal))
        {
            throw Refused("rows_refused", $"The database refuses the rows: {e.MessageText}.", "Put the table right, or name another one.");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or SocketException or ArgumentException or NotSupportedException)
        {
            throw new RondoException(PostgresFailure.Explain(e, _address));
        }
    }

    RondoException Refused(string code, string message, string hint) => new(code, _address.Redact(message), hint);
}
