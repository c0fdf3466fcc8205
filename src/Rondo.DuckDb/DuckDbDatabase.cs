using System.Globalization;

namespace Rondo.DuckDb;

/// <summary>
/// A database in memory with bounds on threads and memory. It never loads or downloads an extension,
/// and its settings are locked, so that SQL from a file can't loosen them.
/// </summary>
public sealed class DuckDbDatabase : IDisposable
{
    private nint _handle;

    DuckDbDatabase(nint handle) => _handle = handle;

    /// <summary>DuckDB's version, such as <c>v1.5.6</c>.</summary>
    public static string Version => Native.Borrowed(Native.duckdb_library_version()) ?? "";

    /// <summary>An identifier in double quotes, for SQL.</summary>
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <param name="threads">At least 1.</param>
    /// <param name="memoryLimitBytes">What DuckDB may hold; a query that needs more fails, or spills when there is a folder for it.</param>
    /// <param name="tempDirectory">Where to spill; null: nowhere.</param>
    /// <param name="readsFiles">Whether SQL may read and write files.</param>
    public static DuckDbDatabase OpenInMemory(int threads, long memoryLimitBytes, string? tempDirectory = null, bool readsFiles = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryLimitBytes, 1);
        (string, string)[] settings =
        [
            ("threads", threads.ToString(CultureInfo.InvariantCulture)),
            ("memory_limit", string.Create(CultureInfo.InvariantCulture, $"{memoryLimitBytes}B")),
            ("temp_directory", tempDirectory ?? ""),
            ("enable_external_access", readsFiles ? "true" : "false"),
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false"),
            ("allow_community_extensions", "false"),
            ("allow_unsigned_extensions", "false"),
            ("preserve_insertion_order", "true"),
        ];
        var database = Open(settings);
        try
        {
            using var connection = database.Connect();
            connection.Execute("SET GLOBAL TimeZone = 'UTC'");
            connection.Execute("SET GLOBAL lock_configuration = true");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public DuckDbConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        return new DuckDbConnection(_handle);
    }

    static DuckDbDatabase Open((string Name, string Value)[] settings)
    {
        if (Native.duckdb_create_config(out var config) != NativeState.Success)
            throw new DuckDbException("DuckDB gives no configuration.");
        try
        {
            foreach (var (name, value) in settings)
                if (Native.duckdb_set_config(config, name, value) != NativeState.Success)
                    throw new DuckDbException($"DuckDB has no setting '{name}' of '{value}'.");
            if (Native.duckdb_open_ext(":memory:", out var handle, config, out var error) != NativeState.Success)
                throw new DuckDbException(Native.Owned(error) ?? "DuckDB does not open.");
            return new DuckDbDatabase(handle);
        }
        finally
        {
            Native.duckdb_destroy_config(ref config);
        }
    }

    public void Dispose()
    {
        if (_handle != 0) Native.duckdb_close(ref _handle);
    }
}
