using Microsoft.Data.Sqlite;
using Npgsql;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store;

/// <summary>Turns what the disk and SQLite report into words that say what to do.</summary>
static class StoreFailure
{
    const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;
    const int NoSpaceUnix = 28, ReadOnlyUnix = 30, QuotaLinux = 122;
    const int DiskFullWindows = unchecked((int)0x80070070), HandleDiskFullWindows = unchecked((int)0x80070027);

    public static T Explain<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (Explanation(e, path) is { } explained)
        {
            throw explained;
        }
    }

    public static void Explain(string path, Action action) => Explain(path, () =>
    {
        action();
        return true;
    });

    /// <summary>The failure in a user's words, or null when it isn't the disk's or the store's.</summary>
    public static RondoException? Explanation(Exception e, string path)
    {
        var mistake = e switch
        {
            SqliteException failure => Describe(failure, path),
            NpgsqlException failure => Describe(failure, path),
            UnauthorizedAccessException => NotWritable(path),
            IOException failure => Describe(failure, path),
            _ => null,
        };
        return mistake is null ? null : new RondoException(mistake);
    }

    static Mistake? Describe(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        Busy or Locked => new("store_locked", $"The store '{path}' is locked by another process.")
        {
            Hint = "Wait until that process has ended, or use another --workspace.",
        },
        ReadOnly => NotWritable(path),
        Full => DiskFull(path),
        InputOutput or CannotOpen => new("store_unreadable", $"The store '{path}' can't be opened or read: {e.Message}")
        {
            Hint = "Check that the folder exists, is on a local disk and that you may read and write it.",
        },
        Corrupt or NotADatabase => new("store_damaged", $"The store '{path}' is damaged or is no SQLite database.")
        {
            Hint = "Restore it from a backup, or move the folder away to start a new store.",
        },
        _ => null,
    };

    // Codes: PostgreSQL manual, appendix A.
    static Mistake? Describe(NpgsqlException e, string path) => e.SqlState switch
    {
        "55P03" => new("store_locked", $"The store '{path}' is locked by another process.") { Hint = "Wait until that process has ended." },
        "53100" => DiskFull(path),
        "25006" or "42501" => NotWritable(path),
        "28P01" or "28000" => new("store_refused", $"The store '{path}' refuses the user: {e.Message}") { Hint = "Check user and password in RONDO_STORE." },
        "3D000" => new("store_missing", $"There is no database '{path}'.") { Hint = "Make it first: createdb NAME." },
        null or "57P01" or "57P02" or "57P03" or "53300" => Unavailable(e, path),
        _ => e.SqlState.StartsWith("08", StringComparison.Ordinal) ? Unavailable(e, path) : null,
    };

    static Mistake Unavailable(NpgsqlException e, string path) =>
        new("store_unavailable", $"The store '{path}' doesn't answer: {e.InnerException?.Message ?? e.Message}") { Hint = "Check that the server runs and can be reached, and try again." };

    static Mistake Describe(IOException e, string path) => e.HResult switch
    {
        NoSpaceUnix or QuotaLinux or DiskFullWindows or HandleDiskFullWindows => DiskFull(path),
        ReadOnlyUnix => NotWritable(path),
        _ => new("store_unreadable", $"The store '{path}' can't be read or written: {e.Message}"),
    };

    static Mistake NotWritable(string path) =>
        new("store_read_only", $"The store '{path}' can't be written to.")
        {
            Hint = "Check the permissions of the folder, or use another --workspace.",
        };

    static Mistake DiskFull(string path) =>
        new("disk_full", $"The disk of the store '{path}' is full.") { Hint = "Free some space and run again." };
}
