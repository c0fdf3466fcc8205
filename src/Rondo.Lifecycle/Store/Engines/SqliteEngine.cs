using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Rondo.Engine.Errors;
using Rondo.Sources.Sqlite;
using SQLitePCL;

namespace Rondo.Lifecycle.Store.Engines;

/// <summary>A store in an SQLite file: one connection that writes, others that read beside it (write-ahead log), safe to call from any thread.</summary>
sealed class SqliteEngine : IStoreEngine
{
    // "Rond": tells our stores from other programs' SQLite files.
    const int ApplicationId = 0x526F6E64;

    readonly Lock _gate = new();
    readonly string _path;
    readonly TimeSpan _lockTimeout;
    readonly SqliteStoreConnection _writer;
    readonly ConcurrentBag<SqliteStoreConnection> _readers = [];
    bool _isDisposed;

    SqliteEngine(string path, TimeSpan lockTimeout, SqliteStoreConnection writer)
    {
        _path = path;
        _lockTimeout = lockTimeout;
        _writer = writer;
    }

    public string Name => _path;

    public static SqliteEngine Open(string path, TimeProvider clock, TimeSpan lockTimeout)
    {
        NativeSqlite.Load();
        return StoreFailure.Explain(path, () =>
        {
            var connection = Connect(path, lockTimeout);
            try
            {
                Prepare(connection, path, clock);
                return new SqliteEngine(path, lockTimeout, connection);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });
    }

    public T Read<T>(Func<StoreSession, T> read) => StoreFailure.Explain(_path, () =>
    {
        var connection = TakeReader();
        try
        {
            return InTransaction(connection, "BEGIN", read);
        }
        finally
        {
            Return(connection);
        }
    });

    /// <summary>The lock is taken at the start, so that what is read inside can't change before the commit.</summary>
    public T Write<T>(Func<StoreSession, T> write)
    {
        lock (_gate) return StoreFailure.Explain(_path, () => InTransaction(_writer, "BEGIN IMMEDIATE", write));
    }

    public void Append(IReadOnlyList<AppendedWork> group)
    {
        var failed = new HashSet<AppendedWork>();
        lock (_gate) StoreFailure.Explain(_path, () => InTransaction(_writer, "BEGIN IMMEDIATE", session =>
        {
            if (group.Count == 1)
            {
                group[0].Run(session);
                return true;
            }
            foreach (var work in group)
                if (!RunAlone(session, work)) failed.Add(work);
            return true;
        }));
        foreach (var work in group)
            if (!failed.Contains(work)) work.Complete();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            while (_readers.TryTake(out var reader)) reader.Dispose();
            _writer.Dispose();
        }
    }

    // A mistake of one undoes that one only. A full disk ends the whole transaction.
    bool RunAlone(StoreSession session, AppendedWork work)
    {
        session.Statement("SAVEPOINT work").Run();
        try
        {
            work.Run(session);
            session.Statement("RELEASE work").Run();
            return true;
        }
        catch (Exception exception) when (raw.sqlite3_get_autocommit(_writer.Handle) == 0)
        {
            session.Statement("ROLLBACK TO work").Run();
            session.Statement("RELEASE work").Run();
            work.Fail(StoreFailure.Explanation(exception, _path) ?? exception);
            return false;
        }
    }

    // Not by SqliteTransaction: after a full disk SQLite has rolled back by itself, and that class then never lets go of the connection.
    static T InTransaction<T>(SqliteStoreConnection connection, string begin, Func<StoreSession, T> work)
    {
        connection.Statement(begin).Run();
        try
        {
            var result = work(new StoreSession(connection));
            connection.Statement("COMMIT").Run();
            return result;
        }
        catch
        {
            var isOpen = raw.sqlite3_get_autocommit(connection.Handle) == 0;
            if (isOpen) connection.Execute("ROLLBACK");
            throw;
        }
    }

    SqliteStoreConnection TakeReader()
    {
        if (_readers.TryTake(out var reader)) return reader;
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        reader = Connect(_path, _lockTimeout);
        reader.Execute("PRAGMA query_only = ON");
        return reader;
    }

    void Return(SqliteStoreConnection reader)
    {
        if (_isDisposed) reader.Dispose();
        else _readers.Add(reader);
    }

    static SqliteStoreConnection Connect(string path, TimeSpan lockTimeout)
    {
        var seconds = Math.Max(1, (int)lockTimeout.TotalSeconds);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = seconds }.ToString());
        connection.Open();
        var opened = new SqliteStoreConnection(connection);
        try
        {
            // LIKE tells cases apart, as in PostgreSQL; lower() on both sides doesn't. 16 MiB of pages a connection.
            opened.Execute(string.Create(CultureInfo.InvariantCulture,
                $"PRAGMA busy_timeout = {seconds * 1000}; PRAGMA case_sensitive_like = ON; PRAGMA cache_size = -16384;"));
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    // Without Dapper: every command pays for this, and Dapper compiles a reader for each new shape.
    static void Prepare(SqliteStoreConnection connection, string path, TimeProvider clock)
    {
        connection.Execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;");
        var version = ReadVersion(connection, path);
        if (version == StoreMigrations.Latest) return;
        if (version == 0) connection.Execute("PRAGMA journal_mode = WAL;");
        InTransaction(connection, "BEGIN EXCLUSIVE", _ => Migrate(connection, path, clock));
    }

    static int Migrate(SqliteStoreConnection connection, string path, TimeProvider clock)
    {
        // Read again under the lock: another process may have migrated meanwhile.
        var version = ReadVersion(connection, path);
        if (version == 0) connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        if (version == 0) connection.Execute(StoreMigrations.Table);
        foreach (var migration in StoreMigrations.After(version))
        {
            connection.Execute(Translate(migration.Sql));
            connection.Connection.Execute(StoreMigrations.Note, new { migration.Version, migration.Name, now = clock.NowMicroseconds });
        }
        return StoreMigrations.Latest;
    }

    static string Translate(string sql) => sql
        .Replace(StoreMigrations.Clustered, "WITHOUT ROWID", StringComparison.Ordinal)
        .Replace(StoreMigrations.OnlyGrows, """
            CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
            CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
            """, StringComparison.Ordinal);

    static int ReadVersion(SqliteStoreConnection connection, string path)
    {
        // In this order: a store that another process creates between the two reads must not look foreign.
        var tables = connection.ReadNumber("SELECT count(*) FROM sqlite_master");
        var applicationId = connection.ReadNumber("PRAGMA application_id");
        if (tables == 0 && (applicationId is 0 or ApplicationId)) return 0;
        if (applicationId != ApplicationId)
            throw new RondoException("store_foreign", $"'{path}' is a SQLite database of another program, not a store of Rondo.",
                "Choose another --workspace, or move that file away.");
        var version = (int)connection.ReadNumber("SELECT max(version) FROM migrations");
        return version <= StoreMigrations.Latest ? version : throw StoreMigrations.Newer(path, version);
    }
}
