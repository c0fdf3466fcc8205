using Rondo.Prepare.Sources.Cells;

namespace Rondo.Prepare.Sources.Logs;

/// <summary>The fields of one line of a web server, quotes and brackets taken off.</summary>
ref struct WebServerLine
{
    public ReadOnlySpan<byte> Host, Ident, User, Time, Request, Status, Bytes, Referer, Agent, Forwarded;

    /// <returns>What is wrong with the line, or null.</returns>
    public static string? TryParse(ReadOnlySpan<byte> line, bool hasReferer, out WebServerLine fields)
    {
        fields = default;
        var rest = line;
        if (!TryWord(ref rest, out fields.Host) || !TryWord(ref rest, out fields.Ident)) return "it is too short";
        // A user's name may hold spaces.
        var bracket = rest.IndexOf(" ["u8);
        var close = bracket < 0 ? -1 : rest[bracket..].IndexOf((byte)']');
        if (close < 0) return "it has no time in brackets";
        fields.User = rest[..bracket];
        fields.Time = rest.Slice(bracket + 2, close - 2);
        Span<byte> iso = stackalloc byte[LogTime.IsoLength];
        if (!LogTime.TryToIso(fields.Time, iso)) return "its time is none";
        rest = rest[(bracket + close + 1)..].TrimStart((byte)' ');
        if (!TryQuoted(ref rest, out fields.Request)) return "its request is not in quotes";
        if (!TryWord(ref rest, out fields.Status) || fields.Status.Length != 3 || !IsNumber(fields.Status)) return "its status is no number of three digits";
        if (!TryWord(ref rest, out fields.Bytes) || !(fields.Bytes.SequenceEqual("-"u8) || IsNumber(fields.Bytes))) return "its size is no number";
        if (hasReferer && !(TryQuoted(ref rest, out fields.Referer) && TryQuoted(ref rest, out fields.Agent))) return "its referer or user agent is not in quotes";
        if (hasReferer && rest.Length > 0) TryQuoted(ref rest, out fields.Forwarded);
        return rest.TrimEnd((byte)' ').Length == 0 ? null : "more follows where it should end";
    }

    static bool TryWord(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        var end = rest.IndexOf((byte)' ');
        word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return word.Length > 0;
    }

    static bool TryQuoted(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (rest.Length < 2 || rest[0] != '"') return false;
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == '\\') at++;
            else if (rest[at] == '"')
            {
                text = rest[1..at];
                rest = rest[(at + 1)..].TrimStart((byte)' ');
                return true;
            }
        }
        return false;
    }

    static bool IsNumber(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
