using System.Data;
using Dapper;
using Npgsql;
using Rondo.Engine.Errors;
using Rondo.Sources.Postgres;

namespace Rondo.Lifecycle.Store.Engines;

/// <summary>A store on a PostgreSQL server, for several servers and commands at once.</summary>
sealed class PostgresEngine : IStoreEngine
{
    // "Rondo" as a number: advisory locks are shared by all programs of a database.
    const long WriteLock = 0x526F6E646F01, MigrationLock = 0x526F6E646F02;
    // A connection that the server closed is found out by its first use; one new try tells that from a server that is away.
    const int Attempts = 2;

    readonly NpgsqlDataSource _source;
    readonly int _lockMilliseconds;

    PostgresEngine(string name, NpgsqlDataSource source, TimeSpan lockTimeout)
    {
        Name = name;
        _source = source;
        _lockMilliseconds = (int)Math.Max(1, lockTimeout.TotalMilliseconds);
    }

    public string Name { get; }

    public static PostgresEngine Open(string address, TimeProvider clock, TimeSpan lockTimeout, bool mayUpgrade)
    {
        var place = PostgresAddress.Parse(address);
        var settings = place.Settings;
        settings.Pooling = true;
        settings.CommandTimeout = 60;
        settings.MaxAutoPrepare = 200;
        settings.AutoPrepareMinUsages = 2;
        var source = new NpgsqlDataSourceBuilder(settings.ToString()).Build();
        var engine = new PostgresEngine($"{place.Shown}/{settings.Database}", source, lockTimeout);
        try
        {
            StoreFailure.Explain(engine.Name, () => engine.Migrate(clock, mayUpgrade));
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    public T Read<T>(Func<StoreSession, T> read) => StoreFailure.Explain(Name, () => Repeated(() =>
        InTransaction(IsolationLevel.RepeatableRead, connection =>
        {
            Execute(connection, "SET TRANSACTION READ ONLY");
            return read(new StoreSession(connection));
        })));

    // Read committed: what is read after the lock was taken is what the last holder left.
    public T Write<T>(Func<StoreSession, T> write) => StoreFailure.Explain(Name, () => Repeated(() =>
        InTransaction(IsolationLevel.ReadCommitted, connection =>
        {
            Execute(connection, $"SET LOCAL lock_timeout = {_lockMilliseconds}; SELECT pg_advisory_xact_lock({WriteLock})");
            return write(new StoreSession(connection));
        })));

    public void Append(IReadOnlyList<AppendedWork> group)
    {
        var failed = new Dictionary<AppendedWork, Exception>();
        StoreFailure.Explain(Name, () => Repeated(() =>
        {
            failed.Clear();
            return InTransaction(IsolationLevel.ReadCommitted, connection =>
            {
                if (group.Count == 1)
                {
                    group[0].Run(new StoreSession(connection));
                    return true;
                }
                foreach (var work in group) RunAlone(connection, work, failed);
                return true;
            });
        }));
        foreach (var work in group)
        {
            if (failed.TryGetValue(work, out var exception)) work.Fail(StoreFailure.Explanation(exception, Name) ?? exception);
            else work.Complete();
        }
    }

    public void Dispose() => _source.Dispose();

    static void RunAlone(PostgresStoreConnection connection, AppendedWork work, Dictionary<AppendedWork, Exception> failed)
    {
        Execute(connection, "SAVEPOINT work");
        try
        {
            work.Run(new StoreSession(connection));
            connection.Flush();
            Execute(connection, "RELEASE work");
        }
        catch (Exception exception) when (!IsLost(exception) && !IsDeadlock(exception))
        {
            Execute(connection, "ROLLBACK TO work");
            failed.Add(work, exception);
        }
    }

    // Before the commit is sent nothing can have been written, so a new try is safe; afterwards nobody knows, and the caller is told.
    static T Repeated<T>(Func<T> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return work();
            }
            catch (Exception exception) when (attempt < Attempts && !exception.Data.Contains(CommitSent) && (IsLost(exception) || IsDeadlock(exception)))
            {
            }
        }
    }

    const string CommitSent = "commit sent";

    T InTransaction<T>(IsolationLevel isolation, Func<PostgresStoreConnection, T> work)
    {
        using var connection = new PostgresStoreConnection(_source.OpenConnection());
        using var transaction = connection.Connection.BeginTransaction(isolation);
        var result = work(connection);
        connection.Flush();
        try
        {
            transaction.Commit();
        }
        catch (Exception exception)
        {
            exception.Data[CommitSent] = true;
            throw;
        }
        return result;
    }

    static bool IsLost(Exception exception) => exception is NpgsqlException and not PostgresException || exception is PostgresException { SqlState: ['5', '7', 'P', ..] };

    static bool IsDeadlock(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    static void Execute(PostgresStoreConnection connection, string sql)
    {
        using var command = connection.Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    void Migrate(TimeProvider clock, bool mayUpgrade)
    {
        var version = InTransaction(IsolationLevel.ReadCommitted, connection => ReadVersion(connection));
        if (version == StoreMigrations.Latest) return;
        if (version > 0 && !mayUpgrade)
            throw new RondoException("store_older", $"The store '{Name}' has version {version}; this Rondo needs {StoreMigrations.Latest}.",
                "Stop the servers of the older version, make a backup, and run: rondo store upgrade");
        InTransaction(IsolationLevel.ReadCommitted, connection =>
        {
            Execute(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})");
            // Read again under the lock: another process may have migrated meanwhile.
            version = ReadVersion(connection);
            if (version == 0) Execute(connection, StoreMigrations.Table);
            foreach (var migration in StoreMigrations.After(version))
            {
                Execute(connection, Translate(migration.Sql));
                connection.Connection.Execute(StoreMigrations.Note, new { migration.Version, migration.Name, now = clock.NowMicroseconds });
            }
            return true;
        });
    }

    // Texts are compared by their code points, as SQLite does, whatever language the database was made for.
    static string Translate(string sql) => string.Join('\n', sql.Split('\n').Select(line =>
    {
        var comment = line.IndexOf("--", StringComparison.Ordinal);
        var (code, rest) = comment < 0 ? (line, "") : (line[..comment], line[comment..]);
        return code.Replace(" TEXT", " TEXT COLLATE \"C\"", StringComparison.Ordinal) + rest;
    })).Replace(StoreMigrations.OnlyGrows, """
        CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$;
        CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_only_grows();
        CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows();
        """, StringComparison.Ordinal);

    int ReadVersion(PostgresStoreConnection connection)
    {
        if (connection.Connection.ExecuteScalar<string?>("SELECT to_regclass('migrations')::text") is null) return 0;
        var version = (int)connection.Connection.ExecuteScalar<long>("SELECT max(version) FROM migrations");
        return version <= StoreMigrations.Latest ? version : throw StoreMigrations.Newer(Name, version);
    }
}
