namespace Rondo.DuckDb.Tests;

/// <summary>A database and a connection for one test.</summary>
sealed class Database : IDisposable
{
    private readonly DuckDbDatabase _database;

    public Database(int threads = 2, long memoryLimitBytes = 1L << 30, bool readsFiles = true)
    {
        _database = DuckDbDatabase.OpenInMemory(threads, memoryLimitBytes, readsFiles: readsFiles);
        Connection = _database.Connect();
    }

    public DuckDbConnection Connection { get; }

    public string? Text(string sql, params object?[] parameters)
    {
        using var result = Connection.Query(sql, parameters);
        string? text = null;
        foreach (var chunk in result.Chunks()) text = chunk[0].Text(0);
        return text;
    }

    public T Scalar<T>(string sql, params object?[] parameters) where T : unmanaged
    {
        using var result = Connection.Query(sql, parameters);
        var value = default(T);
        foreach (var chunk in result.Chunks()) value = chunk[0].Values<T>()[0];
        return value;
    }

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
    }
}
