using Npgsql;

namespace Rondo.Lifecycle.Store.Engines;

sealed class PostgresStoreConnection(NpgsqlConnection connection) : StoreConnection(connection)
{
    readonly List<PostgresStatement> _prepared = [];

    // One connection can send one thing at a time, so what another statement put off goes first.
    public override void Flush()
    {
        foreach (var statement in _prepared) statement.Flush();
    }

    protected override StoreStatement Prepare(string sql)
    {
        var statement = new PostgresStatement(connection, sql);
        _prepared.Add(statement);
        return statement;
    }
}
