using System.Diagnostics;
using Dapper;
using Rondo.Lifecycle.Store.Engines;

namespace Rondo.Lifecycle.Store;

/// <summary>The store's tables, in SQLite or PostgreSQL: short transactions, safe to call from any thread and any number of processes.</summary>
sealed class StoreDatabase : IDisposable
{
    readonly IStoreEngine _engine;
    readonly AppendQueue _appends;

    StoreDatabase(IStoreEngine engine)
    {
        _engine = engine;
        _appends = new AppendQueue(engine);
    }

    static StoreDatabase() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>Its name in messages: the file's path, or the server's without a password.</summary>
    public string Name => _engine.Name;

    public static StoreDatabase OpenFile(string path, TimeProvider clock, TimeSpan lockTimeout) => new(SqliteEngine.Open(path, clock, lockTimeout));

    /// <param name="mayUpgrade">Whether tables of an earlier version are brought up to date; other servers may still rely on them.</param>
    public static StoreDatabase OpenServer(string address, TimeProvider clock, TimeSpan lockTimeout, bool mayUpgrade) =>
        new(PostgresEngine.Open(address, clock, lockTimeout, mayUpgrade));

    /// <summary>Reads in one snapshot of the store, without waiting for writers.</summary>
    public T Read<T>(Func<StoreSession, T> read) => _engine.Read(read);

    /// <summary>Writes all or nothing. The lock is taken at the start, so that what is read inside can't change before the commit.</summary>
    public T Write<T>(Func<StoreSession, T> write)
    {
        var start = Stopwatch.GetTimestamp();
        var result = _engine.Write(write);
        StoreMeter.Committed(Stopwatch.GetElapsedTime(start));
        return result;
    }

    public void Write(Action<StoreSession> write) => Write(session =>
    {
        write(session);
        return true;
    });

    /// <summary>
    /// Writes what needs no lock on the whole store, together with whatever others append at the moment; done when it is on the disk.
    /// The work may be called twice, so it changes nothing but the store.
    /// </summary>
    public Task<T> Append<T>(Func<StoreSession, T> work) => _appends.Add(work);

    public Task Append(Action<StoreSession> work) => Append(session =>
    {
        work(session);
        return true;
    });

    public void Dispose() => _engine.Dispose();
}
