using System.IO.Compression;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Text;

/// <summary>Reads a text file, compressed or not, block by block.</summary>
/// <param name="file">To read.</param>
/// <param name="cut">Null: the whole file is one block.</param>
/// <param name="limitBytes">Of all text.</param>
sealed class TextBlockReader(string file, TextBlocks.Cut? cut, long limitBytes = long.MaxValue) : IDisposable
{
    private const int BlockBytes = 4 << 20;

    private readonly bool _isGzip = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
    private FileStream? _raw;
    private Stream? _stream;
    private byte[] _rest = [];
    private bool _isFirst = true;
    private bool _isAtEnd;
    private int _lines;
    private long _total;

    /// <summary>Null after the last block; there is at least one.</summary>
    /// <exception cref="RondoException">The file is empty, damaged or no text.</exception>
    public TextBlock? Next(CancellationToken cancellation)
    {
        try
        {
            _stream ??= Open();
            while (!_isAtEnd)
            {
                cancellation.ThrowIfCancellationRequested();
                if (NextOf(_stream) is { } block) return block;
            }
            return _isFirst ? throw TextBlocks.Empty(file) : null;
        }
        catch (InvalidDataException)
        {
            throw new RondoException(new Mistake("damaged_file", "The gzip file is damaged or breaks off.") { File = file, Hint = "Fetch or write it again." });
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _raw?.Dispose();
    }

    Stream Open()
    {
        _raw = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (!_isGzip) return _raw;
        Span<byte> magic = stackalloc byte[2];
        if (_raw.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 0) throw TextBlocks.Empty(file);
        if (magic[0] != 0x1F || magic[1] != 0x8B)
            throw new RondoException(new Mistake("damaged_file", "The file ends in .gz but is not a gzip file.") { File = file });
        _raw.Position = 0;
        return new GZipStream(new BufferedStream(_raw, 1 << 16), CompressionMode.Decompress);
    }

    // Null also when a record is longer than what was read: then more is read the next time.
    TextBlock? NextOf(Stream stream)
    {
        if (_rest.Length >= Array.MaxLength / 2) throw TooLarge("A record of the file is larger than a gigabyte.", "Is a quote or a bracket closed?");
        // Of many small files, the buffers must be small too; one byte more shows that there is none.
        var wanted = !_isFirst || _rest.Length > 0 ? Math.Max(BlockBytes, _rest.Length * 2) : _isGzip ? BlockBytes : (int)Math.Min(BlockBytes, _raw!.Length + 1);
        var buffer = new byte[wanted];
        _rest.CopyTo(buffer, 0);
        var read = stream.ReadAtLeast(buffer.AsSpan(_rest.Length), wanted - _rest.Length, throwOnEndOfStream: false);
        var length = _rest.Length + read;
        _total += read;
        if (_total > limitBytes) throw TooLarge(FormattableString.Invariant($"The file's text does not fit the memory limit of {limitBytes / (1 << 20)} MB."), "Store it as Parquet, split it into several files, or raise the limit.");
        if (_isFirst) CheckStart(buffer.AsSpan(0, length));
        _isAtEnd = length < wanted;
        if (_isAtEnd && _isGzip && !GzipMembers.AreWhole(file, _total)) throw new InvalidDataException();
        var end = _isAtEnd ? length : cut is null ? 0 : cut(buffer.AsSpan(0, length));
        _rest = buffer.AsSpan(end, length - end).ToArray();
        if (end == 0) return null;
        var block = new TextBlock(file, buffer, end, _lines) { Start = _isFirst ? BomLength(buffer) : 0 };
        _isFirst = false;
        _lines = block.LinesToEnd;
        return block;
    }

    RondoException TooLarge(string message, string hint) => new(new Mistake("too_large_for_memory", message) { File = file, Hint = hint });

    static int BomLength(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;

    void CheckStart(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == BomLength(bytes)) throw TextBlocks.Empty(file);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new RondoException(new Mistake("bad_encoding", "The file is encoded in UTF-16.") { File = file, Line = 1, Hint = "Save it as UTF-8." });
    }
}
