using System.Data.Common;
using Dapper;

namespace Rondo.Lifecycle.Store;

/// <summary>One transaction's view of the store.</summary>
readonly struct StoreSession(DbConnection connection)
{
    public int Execute(string sql, object? arguments = null) => connection.Execute(sql, arguments);

    public List<T> Query<T>(string sql, object? arguments = null) => connection.Query<T>(sql, arguments).AsList();

    public T? First<T>(string sql, object? arguments = null) => connection.QueryFirstOrDefault<T>(sql, arguments);

    public T Scalar<T>(string sql, object? arguments = null) => connection.ExecuteScalar<T>(sql, arguments)!;
}
