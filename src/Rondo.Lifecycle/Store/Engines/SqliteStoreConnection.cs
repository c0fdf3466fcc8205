using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Rondo.Lifecycle.Store.Engines;

sealed class SqliteStoreConnection(SqliteConnection connection) : StoreConnection(connection)
{
    public sqlite3 Handle => connection.Handle!;

    // SQLite runs everything at once.
    public override void Flush() { }

    public void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public long ReadNumber(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? value : 0;
    }

    protected override StoreStatement Prepare(string sql) => SqliteStatement.Prepare(Handle, sql);
}
