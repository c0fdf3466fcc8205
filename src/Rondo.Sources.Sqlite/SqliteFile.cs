using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;
using SQLitePCL;

namespace Rondo.Sources.Sqlite;

/// <summary>An SQLite file opened for reading alone: nothing is written to it or beside it.</summary>
sealed partial class SqliteFile : IDisposable
{
    private const int HeaderBytes = 100;
    private const int WalVersion = 2;
    private const int BusyMilliseconds = 5000;

    private readonly sqlite3 _database;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _interrupt;
    private readonly (DateTime, long)? _before;

    SqliteFile(string path, sqlite3 database, (DateTime, long)? before, CancellationToken cancellation)
    {
        (Path, _database, _before, _cancellation) = (path, database, before, cancellation);
        _interrupt = cancellation.Register(() => raw.sqlite3_interrupt(database));
    }

    public string Path { get; }

    public bool IsUtf8 { get; private set; }

    /// <exception cref="RondoException">It is no SQLite file, damaged, or can't be read.</exception>
    public static SqliteFile Open(string path, CancellationToken cancellation)
    {
        NativeSqlite.Load();
        // A file in WAL mode can only be opened by making files beside it, unless it is said that nobody writes.
        var isStill = CheckHeader(path) && !HasLog(path);
        var uri = "file:" + Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal) + (isStill ? "?immutable=1" : "");
        var code = raw.sqlite3_open_v2(uri, out var database, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI, null);
        var file = new SqliteFile(path, database, isStill ? StateOf(path) : null, cancellation);
        try
        {
            if (code != raw.SQLITE_OK) throw file.Failure(code);
            raw.sqlite3_busy_timeout(database, BusyMilliseconds);
            // What the file's own schema says is data of others too.
            file.Run("PRAGMA trusted_schema = OFF");
            file.Run("PRAGMA cell_size_check = ON");
            file.Run("BEGIN");
            file.IsUtf8 = file.Texts("PRAGMA encoding") is ["UTF-8"];
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public string[] Tables() =>
        Texts("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name");

    /// <exception cref="RondoException">The SQL is wrong.</exception>
    public SqliteStatement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v2(_database, sql, out var statement, out var tail);
        if (code != raw.SQLITE_OK) throw Failure(code);
        if (tail?.Trim().Length > 0 || raw.sqlite3_stmt_readonly(statement) == 0)
        {
            statement.Dispose();
            throw new RondoException(new Mistake("bad_query", "The query is not one SELECT.") { File = Path, Field = "query" });
        }
        return new SqliteStatement(this, statement);
    }

    /// <exception cref="RondoException">Somebody wrote to a file of which we said that nobody does.</exception>
    public void CheckUnchanged()
    {
        if (_before is null || (_before == StateOf(Path) && !HasLog(Path))) return;
        throw new RondoException(new Mistake("source_busy", "The SQLite file was changed while it was read.") { File = Path, Hint = "Run it again." });
    }

    public Exception Failure(int code)
    {
        if (_cancellation.IsCancellationRequested) return new OperationCanceledException(_cancellation);
        var message = raw.sqlite3_errmsg(_database).utf8_to_string();
        return new RondoException((code & 0xFF) switch
        {
            raw.SQLITE_NOTADB => new Mistake("damaged_file", "The file is not an SQLite file, or is encrypted.") { File = Path, Hint = "Does its ending tell the right format?" },
            raw.SQLITE_CORRUPT => new Mistake("damaged_file", $"The SQLite file is damaged: {message}.") { File = Path, Hint = "Copy it again; sqlite3 can rescue rows with .recover." },
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new Mistake("source_busy", "Another program is writing to the SQLite file.") { File = Path, Hint = "Run it again." },
            raw.SQLITE_READONLY => new Mistake("unreadable_file", "The program that wrote the SQLite file broke off and has to put it right first.") { File = Path, Hint = "Open and close it once with that program or with sqlite3." },
            raw.SQLITE_TOOBIG or raw.SQLITE_NOMEM => new Mistake("cell_too_large", $"A value of the SQLite file is too large: {message}.") { File = Path },
            raw.SQLITE_ERROR => WrongSql(message),
            _ => new Mistake("unreadable_file", $"The SQLite file can't be read: {message}.") { File = Path },
        });
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _database.Dispose();
    }

    Mistake WrongSql(string message)
    {
        if (Unknown().Match(message) is not { Success: true } match) return new Mistake("bad_query", $"The query can't be run: {message}.") { File = Path, Field = "query" };
        var (what, name) = (match.Groups["what"].Value, match.Groups["name"].Value);
        return new Mistake($"unknown_{what}", $"The query names a {what} '{name}' that doesn't exist.")
        {
            File = Path,
            Field = "query",
            Hint = what == "table" ? Spelling.DidYouMean(name, Tables()) ?? $"Tables: {string.Join(", ", Tables())}." : null,
        };
    }

    void Run(string sql)
    {
        var code = raw.sqlite3_exec(_database, sql);
        if (code != raw.SQLITE_OK) throw Failure(code);
    }

    string[] Texts(string sql)
    {
        using var statement = Prepare(sql);
        var texts = new List<string>();
        while (statement.Step()) texts.Add(statement.Text(0));
        return [.. texts];
    }

    // The format is described at sqlite.org/fileformat.html.
    static bool CheckHeader(string path)
    {
        try
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes) return false;
            var pageBytes = BinaryPrimitives.ReadUInt16BigEndian(header[16..]) is var size and > 1 ? size : 1 << 16;
            // SQLite reads the lost end of a page as zeros.
            if (header.StartsWith("SQLite format 3\0"u8) && stream.Length % pageBytes != 0)
                throw new RondoException(new Mistake("damaged_file", "The SQLite file breaks off within a page.") { File = path, Hint = "Copy it again." });
            return header[19] == WalVersion;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RondoException(new Mistake("unreadable_file", $"The file can't be read: {e.Message}") { File = path });
        }
    }

    static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true };

    static (DateTime, long) StateOf(string path) => new FileInfo(path) is var info ? (info.LastWriteTimeUtc, info.Length) : default;

    [GeneratedRegex("^no such (?<what>table|column): (?<name>[^ ]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Unknown();
}
