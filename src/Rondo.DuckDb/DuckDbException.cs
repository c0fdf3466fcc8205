namespace Rondo.DuckDb;

/// <summary>DuckDB refused or could not be loaded; the message is DuckDB's own.</summary>
public sealed class DuckDbException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>DuckDB's kind of error, such as <c>Invalid Input Error</c>; empty when the message names none.</summary>
    public string Kind { get; } = KindOf(message);

    public bool IsInterrupt => Kind == "INTERRUPT Error";

    public bool IsOutOfMemory => Kind == "Out of Memory Error";

    static string KindOf(string message)
    {
        var end = message.IndexOf(" Error: ", StringComparison.Ordinal);
        return end is > 0 and < 40 ? message[..(end + " Error".Length)] : "";
    }
}
