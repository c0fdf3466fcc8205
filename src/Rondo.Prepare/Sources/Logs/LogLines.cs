using System.IO.Compression;
using System.Text.Unicode;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Logs;

/// <summary>Streams the lines of a text file, compressed or not, through one buffer.</summary>
sealed class LogLines : IDisposable
{
    private const int StartBytes = 1 << 18;

    private readonly string _file;
    private readonly int _maxLineBytes;
    private readonly Stream _stream;
    private readonly bool _isGzip;
    private byte[] _buffer = new byte[StartBytes];
    private int _at;
    private int _end;
    private long _total;
    private bool _isAtEnd;

    public LogLines(string file, int maxLineBytes)
    {
        (_file, _maxLineBytes) = (file, maxLineBytes);
        _isGzip = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var raw = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        _stream = _isGzip ? new GZipStream(new BufferedStream(raw, 1 << 16), CompressionMode.Decompress) : raw;
        Fill();
        if (_buffer.AsSpan(0, _end) is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw new RondoException(new Mistake("bad_encoding", "The file is encoded in UTF-16.") { File = file, Line = 1, Hint = "Save it as UTF-8." });
        if (_buffer.AsSpan(0, _end) is [0xEF, 0xBB, 0xBF, ..]) _at = 3;
    }

    /// <summary>The 1-based number of the line that was read last.</summary>
    public long Number { get; private set; }

    /// <summary>Why no layout can read the line that was read last; null: one may.</summary>
    public string? Problem { get; private set; }

    /// <summary>False after the last line; a line too long is cut.</summary>
    public bool Read(out ReadOnlySpan<byte> line)
    {
        Number++;
        Problem = null;
        for (var from = _at; ;)
        {
            var feed = _buffer.AsSpan(from, _end - from).IndexOf((byte)'\n');
            var end = feed >= 0 ? from + feed : _isAtEnd ? _end : -1;
            if (end >= 0 || _end - _at > _maxLineBytes)
            {
                if (end == _at && feed < 0)
                {
                    line = default;
                    return false;
                }
                line = Take(end < 0 ? _at + _maxLineBytes : end, end >= 0);
                return true;
            }
            var seen = _end - _at;
            Fill();
            from = _at + seen;
        }
    }

    public void Dispose() => _stream.Dispose();

    ReadOnlySpan<byte> Take(int end, bool isWhole)
    {
        var line = _buffer.AsSpan(_at, end - _at);
        if (isWhole && line.Length <= _maxLineBytes)
        {
            _at = Math.Min(end + 1, _end);
            if (line is [.., (byte)'\r']) line = line[..^1];
            Problem = line.Contains((byte)0) ? "it contains a NUL byte" : Utf8.IsValid(line) ? null : "it is not UTF-8";
            return line;
        }
        // The buffer moves on, so the beginning that is shown is copied.
        var start = line[..Math.Min(line.Length, _maxLineBytes)].ToArray();
        _at = isWhole ? Math.Min(end + 1, _end) : end;
        if (!isWhole) SkipLine();
        Problem = FormattableString.Invariant($"it is longer than {_maxLineBytes} bytes");
        return start;
    }

    void SkipLine()
    {
        while (true)
        {
            var feed = _buffer.AsSpan(_at, _end - _at).IndexOf((byte)'\n');
            _at = feed < 0 ? _end : _at + feed + 1;
            if (feed >= 0 || _isAtEnd) return;
            Fill();
        }
    }

    void Fill()
    {
        var rest = _end - _at;
        if (rest == _buffer.Length) Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        else _buffer.AsSpan(_at, rest).CopyTo(_buffer);
        (_at, _end) = (0, rest);
        try
        {
            var read = _stream.ReadAtLeast(_buffer.AsSpan(_end), 1, throwOnEndOfStream: false);
            _end += read;
            _total += read;
            _isAtEnd = read == 0;
            if (_isAtEnd && _isGzip && !GzipMembers.AreWhole(_file, _total)) throw new InvalidDataException();
        }
        catch (InvalidDataException)
        {
            throw new RondoException(new Mistake("damaged_file", "The gzip file is damaged or breaks off.") { File = _file, Hint = "Fetch or write it again." });
        }
    }
}
