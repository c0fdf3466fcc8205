using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Rondo.Lifecycle.Store.Engines;

/// <summary>The same on PostgreSQL; the server keeps the statement prepared from its second use on.</summary>
sealed class PostgresStatement(NpgsqlConnection connection, string sql) : StoreStatement, IDisposable
{
    readonly List<NpgsqlParameter> _bound = [];
    NpgsqlBatch? _added;
    NpgsqlCommand? _command;
    NpgsqlDataReader? _reader;
    byte[] _utf8 = [];

    public override StoreStatement Bind(int parameter, long value) => Put(parameter, new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    public override StoreStatement Bind(int parameter, double value) => Put(parameter, new NpgsqlParameter<double> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Double });

    // Untyped where it is NULL: the server knows the column.
    public override StoreStatement Bind(int parameter, string? value) => Put(parameter, value is null
        ? new NpgsqlParameter { Value = DBNull.Value }
        : new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });

    public override int Run()
    {
        Flush();
        using var command = Command();
        return command.ExecuteNonQuery();
    }

    public override void Add()
    {
        _added ??= new NpgsqlBatch(connection);
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in _bound) command.Parameters.Add(parameter);
        _bound.Clear();
        _added.BatchCommands.Add(command);
    }

    public void Flush()
    {
        if (_added is null) return;
        using var batch = _added;
        _added = null;
        batch.ExecuteNonQuery();
    }

    public override bool Next()
    {
        if (_reader is null)
        {
            _command = Command();
            _reader = _command.ExecuteReader();
        }
        if (_reader.Read()) return true;
        Stop();
        return false;
    }

    public override void Stop()
    {
        _reader?.Dispose();
        _reader = null;
        _command?.Dispose();
        _command = null;
    }

    public override bool IsNull(int column) => _reader!.IsDBNull(column);

    public override long Number(int column) => _reader!.GetFieldValue<object>(column) switch
    {
        long value => value,
        int value => value,
        short value => value,
        decimal value => (long)value,
        var other => throw new InvalidCastException($"Column {column} is {other.GetType().Name}, not a whole number."),
    };

    public override double Real(int column) => _reader!.GetDouble(column);

    public override string Text(int column) => _reader!.GetString(column);

    public override ReadOnlySpan<byte> Utf8(int column)
    {
        _utf8 = Encoding.UTF8.GetBytes(_reader!.GetString(column));
        return _utf8;
    }

    public void Dispose()
    {
        Stop();
        _added?.Dispose();
    }

    NpgsqlCommand Command()
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in _bound) command.Parameters.Add(parameter);
        _bound.Clear();
        return command;
    }

    PostgresStatement Put(int parameter, NpgsqlParameter bound)
    {
        if (parameter != _bound.Count + 1) throw new ArgumentException($"Parameter {parameter} is bound out of order.", nameof(parameter));
        _bound.Add(bound);
        return this;
    }
}
