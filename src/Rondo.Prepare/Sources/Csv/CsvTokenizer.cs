namespace Rondo.Prepare.Sources.Csv;

/// <summary>
/// Walks through the cells of delimited text (RFC 4180): quotes enclose a cell and are doubled inside it;
/// a quote within an unquoted cell is a character like others; lines end with LF, CR LF or CR.
/// </summary>
ref struct CsvTokenizer(ReadOnlySpan<byte> text, CsvDialect dialect)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly byte _delimiter = dialect.Delimiter;
    private readonly bool _hasQuotes = dialect.HasQuotes;
    private bool _isAfterDelimiter;

    /// <summary>Where the next cell starts.</summary>
    public int Position { get; private set; }

    /// <summary>Where the cell starts, its quote included.</summary>
    public int CellStart { get; private set; }

    /// <summary>The cell without its quotes; doubled quotes are still doubled.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    public bool IsQuoted { get; private set; }

    public bool HasDoubledQuotes { get; private set; }

    public bool EndsRecord { get; private set; }

    /// <summary>The text ended within quotes.</summary>
    public bool IsUnclosed { get; private set; }

    /// <summary>After the closing quote came something else than a delimiter or the end of the line.</summary>
    public bool HasTextAfterQuote { get; private set; }

    /// <summary>False at the end of the text.</summary>
    public bool Read()
    {
        CellStart = Position;
        IsQuoted = false;
        HasDoubledQuotes = false;
        if (Position == _text.Length)
        {
            if (!_isAfterDelimiter) return false;
            _isAfterDelimiter = false;
            Raw = default;
            return EndsRecord = true;
        }
        if (_hasQuotes && _text[Position] == '"') return ReadQuoted();
        var rest = _text[Position..];
        var end = rest.IndexOfAny(_delimiter, (byte)'\n', (byte)'\r');
        if (end < 0) end = rest.Length;
        Raw = rest[..end];
        FinishCell(Position + end);
        return true;
    }

    /// <summary>The cell's text; a cell with doubled quotes is copied to the scratch space.</summary>
    public readonly ReadOnlySpan<byte> Cell(ref byte[] scratch)
    {
        if (!HasDoubledQuotes) return Raw;
        if (scratch.Length < Raw.Length) scratch = new byte[Raw.Length * 2];
        var length = 0;
        for (var i = 0; i < Raw.Length; i++)
        {
            scratch[length++] = Raw[i];
            if (Raw[i] == '"') i++;
        }
        return scratch.AsSpan(0, length);
    }

    bool ReadQuoted()
    {
        IsQuoted = true;
        var start = Position + 1;
        for (var at = start; ;)
        {
            var quote = at < _text.Length ? _text[at..].IndexOf((byte)'"') : -1;
            if (quote < 0)
            {
                IsUnclosed = true;
                Raw = _text[Math.Min(start, _text.Length)..];
                FinishCell(_text.Length);
                return true;
            }
            at += quote + 1;
            if (at < _text.Length && _text[at] == '"')
            {
                HasDoubledQuotes = true;
                at++;
                continue;
            }
            Raw = _text[start..(at - 1)];
            HasTextAfterQuote = at < _text.Length && _text[at] != _delimiter && _text[at] is not ((byte)'\n' or (byte)'\r');
            if (HasTextAfterQuote)
            {
                var end = _text[at..].IndexOfAny(_delimiter, (byte)'\n', (byte)'\r');
                at = end < 0 ? _text.Length : at + end;
            }
            FinishCell(at);
            return true;
        }
    }

    void FinishCell(int end)
    {
        _isAfterDelimiter = end < _text.Length && _text[end] == _delimiter;
        EndsRecord = !_isAfterDelimiter;
        var isCrLf = end + 1 < _text.Length && _text[end] == '\r' && _text[end + 1] == '\n';
        Position = end == _text.Length ? end : end + (isCrLf ? 2 : 1);
    }
}
