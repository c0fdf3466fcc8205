using System.Data.Common;
using Dapper;
using Rondo.Lifecycle.Store.Engines;

namespace Rondo.Lifecycle.Store;

/// <summary>One transaction's view of the store.</summary>
readonly struct StoreSession(StoreConnection connection)
{
    public DbConnection Connection => connection.Connection;

    public int Execute(string sql, object? arguments = null) => connection.Connection.Execute(sql, arguments);

    public List<T> Query<T>(string sql, object? arguments = null) => connection.Connection.Query<T>(sql, arguments).AsList();

    public T? First<T>(string sql, object? arguments = null) => connection.Connection.QueryFirstOrDefault<T>(sql, arguments);

    public T Scalar<T>(string sql, object? arguments = null) => connection.Connection.ExecuteScalar<T>(sql, arguments)!;

    /// <summary>A statement that stays prepared, for paths where Dapper's ease costs too much.</summary>
    public StoreStatement Statement(string sql) => connection.Statement(sql);

    /// <summary>A statement for this once: of SQL that varies, which would fill the memory if all of it stayed prepared.</summary>
    public OneStatement Once(string sql) => connection.Once(sql);
}
