using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Postgres;

/// <summary>Says in the user's words why a database refused or could not be reached; never shows a password. Codes: PostgreSQL manual, appendix A.</summary>
public static class PostgresFailure
{
    public static Mistake Explain(Exception failure, PostgresAddress address)
    {
        var mistake = failure is PostgresException refused ? OfServer(refused, address) : OfConnection(failure, address);
        return mistake with { Message = address.Redact(mistake.Message), Hint = mistake.Hint is null ? null : address.Redact(mistake.Hint) };
    }

    static Mistake OfServer(PostgresException e, PostgresAddress address) => e.SqlState switch
    {
        "28P01" or "28000" => new Mistake("access_refused", $"The database at {address.Shown} refuses the user: {e.MessageText}.") { Hint = "Put user and password into the address, ${PASSWORD} for a variable, or set PGUSER and PGPASSWORD." },
        "3D000" => new Mistake("unknown_database", $"The server {address.Shown} says: {e.MessageText}."),
        "42501" => new Mistake("access_refused", $"The user may not read this: {e.MessageText}.") { Hint = "GRANT SELECT on it, or name another table." },
        "42P01" => new Mistake("unknown_table", $"The query names a table that doesn't exist: {e.MessageText}.") { Field = "query" },
        "42703" => new Mistake("unknown_column", $"The query names a column that doesn't exist: {e.MessageText}.") { Field = "query", Hint = e.Hint },
        "25006" => new Mistake("bad_query", $"The query would write, but sources are only read: {e.MessageText}.") { Field = "query" },
        "57014" => new Mistake("query_timeout", "The database gave up the query, for it took too long.") { Hint = "Raise `time_limit`, or read less by a query." },
        "55P03" => new Mistake("source_busy", "Another program locks the table.") { Hint = "Run it again." },
        "53300" or "57P03" => new Mistake("unreachable", $"The database at {address.Shown} takes no connection now: {e.MessageText}.") { Hint = "Run it again." },
        _ when e.SqlState.StartsWith("42", StringComparison.Ordinal) || e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("0A", StringComparison.Ordinal)
            => new Mistake("bad_query", $"The query can't be run: {e.MessageText}.") { Field = "query", Hint = e.Hint },
        _ when e.SqlState.StartsWith("08", StringComparison.Ordinal) || e.SqlState.StartsWith("57P", StringComparison.Ordinal)
            => new Mistake("unreachable", $"The connection to {address.Shown} broke: {e.MessageText}.") { Hint = "Run it again." },
        _ => new Mistake("database_error", $"The database at {address.Shown} failed: {e.MessageText} (SQLSTATE {e.SqlState})."),
    };

    static Mistake OfConnection(Exception failure, PostgresAddress address)
    {
        var inner = failure;
        if (failure is NotSupportedException) return new Mistake("bad_query", "The query is not one SELECT.") { Field = "query", Hint = "Remove what follows the semicolon." };
        while (inner.InnerException is { } next && inner is not SocketException) inner = next;
        return inner switch
        {
            SocketException socket => new Mistake("unreachable", $"The database at {address.Shown} can't be reached: {socket.Message}.") { Hint = "Check host and port, and whether the server runs." },
            TimeoutException => new Mistake("unreachable", string.Create(CultureInfo.InvariantCulture, $"The database at {address.Shown} doesn't answer within {address.Settings.Timeout} s.")) { Hint = "Check host and port, or set ?connect_timeout=60." },
            AuthenticationException => new Mistake("unreachable", $"The database at {address.Shown} can't prove who it is: {inner.Message}") { Hint = "Give its certificate by ?sslrootcert=FILE, or choose another ?sslmode=." },
            _ when inner.Message.Contains("password", StringComparison.OrdinalIgnoreCase)
                => new Mistake("access_refused", $"The database at {address.Shown} wants a password, but there is none.") { Hint = "Put it into the address, ${PASSWORD} for a variable, or set PGPASSWORD." },
            _ => new Mistake("unreachable", $"The connection to {address.Shown} failed: {inner.Message}"),
        };
    }
}
