using System.Data.Common;

namespace Rondo.Lifecycle.Store.Engines;

/// <summary>A connection with the statements that were prepared on it.</summary>
abstract class StoreConnection(DbConnection connection) : IDisposable
{
    readonly Dictionary<string, StoreStatement> _statements = new(StringComparer.Ordinal);

    public DbConnection Connection => connection;

    public StoreStatement Statement(string sql)
    {
        if (_statements.TryGetValue(sql, out var known)) return known;
        var statement = Prepare(sql);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <summary>A statement that is prepared for one use.</summary>
    public OneStatement Once(string sql) => new(Prepare(sql));

    /// <summary>Sends what statements have put off.</summary>
    public abstract void Flush();

    public virtual void Dispose()
    {
        foreach (var statement in _statements.Values) (statement as IDisposable)?.Dispose();
        connection.Dispose();
    }

    protected abstract StoreStatement Prepare(string sql);
}
