using Rondo.Prepare.Sources.Cells;

namespace Rondo.Prepare.Sources.Logs;

/// <summary>
/// The Common Log Format (<c>host ident user [time] "request" status bytes</c>) and the Combined one, with referer, user agent and maybe the forwarded address.
/// A request that is no <c>METHOD path PROTOCOL</c> stands in <c>path</c> as it is.
/// </summary>
sealed class WebServerLines(bool hasReferer) : LineParser
{
    private static readonly string[] s_names = ["remote_addr", "remote_user", "time", "method", "path", "protocol", "status", "bytes", "referer", "user_agent"];

    private readonly CellColumn?[] _columns = new CellColumn?[s_names.Length];
    private byte[] _scratch = new byte[256];
    private bool _isStarted;

    public override bool TryRead(ReadOnlySpan<byte> line, CellTable rows, out string? problem)
    {
        problem = WebServerLine.TryParse(line, hasReferer, out var fields);
        if (problem is not null) return false;
        if (!_isStarted) Start(rows);
        Add(_columns[0], fields.Host);
        Add(_columns[1], fields.User);
        Add(_columns[2], fields.Time);
        AddRequest(fields.Request);
        Add(_columns[6], fields.Status);
        Add(_columns[7], fields.Bytes);
        // Hardly any server writes these, so their columns come with the first value.
        AddLate(rows, "ident", fields.Ident);
        if (!hasReferer) return true;
        AddQuoted(_columns[8], fields.Referer);
        AddQuoted(_columns[9], fields.Agent);
        AddLate(rows, "forwarded_for", fields.Forwarded);
        return true;
    }

    void Start(CellTable rows)
    {
        _isStarted = true;
        for (var i = 0; i < (hasReferer ? s_names.Length : s_names.Length - 2); i++) _columns[i] = rows.AddColumn(s_names[i], Rules);
    }

    void AddRequest(ReadOnlySpan<byte> request)
    {
        var first = request.IndexOf((byte)' ');
        var last = request.LastIndexOf((byte)' ');
        var isWhole = last > first && request[(last + 1)..].StartsWith("HTTP/"u8) && first > 0 && !request[..first].ContainsAnyExceptInRange((byte)'A', (byte)'Z');
        if (isWhole)
        {
            Add(_columns[3], request[..first]);
            AddQuoted(_columns[4], request[(first + 1)..last]);
            Add(_columns[5], request[(last + 1)..]);
            return;
        }
        _columns[3]?.AddMissing();
        AddQuoted(_columns[4], request);
        _columns[5]?.AddMissing();
    }

    void AddQuoted(CellColumn? column, ReadOnlySpan<byte> text) => Add(column, LogEscapes.Undo(text, ref _scratch));

    void AddLate(CellTable rows, string name, ReadOnlySpan<byte> text)
    {
        if (text.Length == 0 || text.SequenceEqual("-"u8)) return;
        if (!rows.TryFind(name, out var column)) column = rows.AddColumn(name, Rules);
        AddQuoted(column, text);
    }
}
