using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Rondo.Engine.Errors;
using Rondo.Sources.Sqlite;
using SQLitePCL;

namespace Rondo.Lifecycle.Store;

/// <summary>The workspace's SQLite file: one connection, short transactions, safe to call from any thread.</summary>
sealed class StoreDatabase : IDisposable
{
    // "Rond": tells our stores from other programs' SQLite files.
    const int ApplicationId = 0x526F6E64;

    readonly Lock _gate = new();
    readonly string _path;
    readonly SqliteConnection _connection;

    StoreDatabase(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
    }

    static StoreDatabase() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public static StoreDatabase Open(string path, TimeProvider clock, TimeSpan lockTimeout)
    {
        NativeSqlite.Load();
        return StoreFailure.Explain(path, () =>
        {
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = Math.Max(1, (int)lockTimeout.TotalSeconds),
            }.ToString());
            try
            {
                connection.Open();
                Prepare(connection, path, clock);
                return new StoreDatabase(path, connection);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });
    }

    /// <summary>Reads in one snapshot of the store, without waiting for writers.</summary>
    public T Read<T>(Func<StoreSession, T> read) => Locked("BEGIN", read);

    /// <summary>Writes all or nothing. The lock is taken at the start, so that what is read inside can't change before the commit.</summary>
    public T Write<T>(Func<StoreSession, T> write) => Locked("BEGIN IMMEDIATE", write);

    public void Write(Action<StoreSession> write) => Write(session =>
    {
        write(session);
        return true;
    });

    public void Dispose() => _connection.Dispose();

    T Locked<T>(string begin, Func<StoreSession, T> work)
    {
        lock (_gate) return StoreFailure.Explain(_path, () => InTransaction(_connection, begin, () => work(new StoreSession(_connection))));
    }

    // Not by SqliteTransaction: after a full disk SQLite has rolled back by itself, and that class then never lets go of the connection.
    static T InTransaction<T>(SqliteConnection connection, string begin, Func<T> work)
    {
        Run(connection, begin);
        try
        {
            var result = work();
            Run(connection, "COMMIT");
            return result;
        }
        catch
        {
            var isOpen = raw.sqlite3_get_autocommit(connection.Handle) == 0;
            if (isOpen) Run(connection, "ROLLBACK");
            throw;
        }
    }

    // Without Dapper: every command pays for this, and Dapper compiles a reader for each new shape.
    static void Prepare(SqliteConnection connection, string path, TimeProvider clock)
    {
        Run(connection, "PRAGMA busy_timeout = 1000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;");
        var version = ReadVersion(connection, path);
        if (version == StoreMigrations.Latest) return;
        if (version == 0) Run(connection, "PRAGMA journal_mode = WAL;");
        InTransaction(connection, "BEGIN EXCLUSIVE", () => Migrate(connection, path, clock));
    }

    static int Migrate(SqliteConnection connection, string path, TimeProvider clock)
    {
        // Read again under the lock: another process may have migrated meanwhile.
        var version = ReadVersion(connection, path);
        if (version == 0)
        {
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
            Run(connection, "CREATE TABLE migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_us BIGINT NOT NULL)");
        }
        foreach (var migration in StoreMigrations.After(version))
        {
            Run(connection, migration.Sql);
            connection.Execute(
                "INSERT INTO migrations (version, name, applied_us) VALUES (@Version, @Name, @now)",
                new { migration.Version, migration.Name, now = clock.NowMicroseconds });
        }
        return StoreMigrations.Latest;
    }

    static int ReadVersion(SqliteConnection connection, string path)
    {
        // In this order: a store that another process creates between the two reads must not look foreign.
        var tables = ReadNumber(connection, "SELECT count(*) FROM sqlite_master");
        var applicationId = ReadNumber(connection, "PRAGMA application_id");
        if (tables == 0 && (applicationId is 0 or ApplicationId)) return 0;
        if (applicationId != ApplicationId)
            throw new RondoException("store_foreign", $"'{path}' is a SQLite database of another program, not a store of Rondo.",
                "Choose another --workspace, or move that file away.");
        var version = (int)ReadNumber(connection, "SELECT max(version) FROM migrations");
        if (version > StoreMigrations.Latest)
            throw new RondoException("store_newer",
                $"The store '{path}' was written by a newer Rondo (store version {version}; this one knows up to {StoreMigrations.Latest}).",
                "Update Rondo, or use another --workspace.");
        return version;
    }

    static long ReadNumber(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? value : 0;
    }

    static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
