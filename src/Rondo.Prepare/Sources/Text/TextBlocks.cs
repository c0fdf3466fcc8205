using System.IO.Compression;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Text;

/// <summary>Cuts a text file into blocks of whole records.</summary>
static class TextBlocks
{
    private const int BlockBytes = 4 << 20;

    /// <summary>The length of the whole records at the start of the bytes; 0 when there is none.</summary>
    public delegate int Cut(ReadOnlySpan<byte> bytes);

    /// <param name="cut">Null: the whole file is one block.</param>
    public static List<TextBlock> Read(string file, Cut? cut, SourceOptions options, CancellationToken cancellation) =>
        Read(file, cut, options, isOnlyFirst: false, cancellation);

    /// <summary>The first bytes of a file, whatever they are.</summary>
    public static TextBlock Peek(string file, SourceOptions options, CancellationToken cancellation) =>
        Read(file, bytes => bytes.Length, options, isOnlyFirst: true, cancellation)[0];

    static List<TextBlock> Read(string file, Cut? cut, SourceOptions options, bool isOnlyFirst, CancellationToken cancellation)
    {
        using var raw = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var isGzip = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        using Stream stream = isGzip ? new GZipStream(new BufferedStream(raw, 1 << 16), CompressionMode.Decompress) : raw;
        try
        {
            if (isGzip) CheckGzip(raw, file);
            // Of many small files, the buffers must be small too; one byte more shows that there is none.
            var first = isGzip ? BlockBytes : (int)Math.Min(BlockBytes, raw.Length + 1);
            return Read(stream, file, cut, first, options, isOnlyFirst, cancellation);
        }
        catch (InvalidDataException)
        {
            throw new RondoException(new Mistake("damaged_file", "The gzip file is damaged or breaks off.") { File = file, Hint = "Fetch or write it again." });
        }
    }

    static void CheckGzip(FileStream raw, string file)
    {
        Span<byte> magic = stackalloc byte[2];
        if (raw.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 0) throw Empty(file);
        if (magic[0] != 0x1F || magic[1] != 0x8B)
            throw new RondoException(new Mistake("damaged_file", "The file ends in .gz but is not a gzip file.") { File = file });
        raw.Position = 0;
    }

    static List<TextBlock> Read(Stream stream, string file, Cut? cut, int firstBytes, SourceOptions options, bool isOnlyFirst, CancellationToken cancellation)
    {
        var blocks = new List<TextBlock>();
        byte[] rest = [];
        long total = 0;
        for (var wanted = firstBytes; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var buffer = new byte[wanted];
            rest.CopyTo(buffer, 0);
            var read = stream.ReadAtLeast(buffer.AsSpan(rest.Length), wanted - rest.Length, throwOnEndOfStream: false);
            var length = rest.Length + read;
            total += read;
            if (total > options.MemoryLimitBytes) throw TooLarge(file, options);
            if (blocks.Count == 0) CheckStart(buffer.AsSpan(0, length), file);
            var isLast = length < wanted;
            var end = isLast ? length : cut is null ? 0 : cut(buffer.AsSpan(0, length));
            if (end > 0)
            {
                blocks.Add(new TextBlock(file, buffer, end, blocks.Count == 0 ? null : blocks[^1]) { Start = blocks.Count == 0 ? BomLength(buffer) : 0 });
            }
            if (isOnlyFirst && blocks.Count > 0) return blocks;
            if (isLast && stream is GZipStream && !GzipMembers.AreWhole(file, total)) throw new InvalidDataException();
            if (isLast) return blocks.Count > 0 ? blocks : throw Empty(file);
            rest = buffer.AsSpan(end, length - end).ToArray();
            // A record longer than a block: read on until it ends.
            if (rest.Length >= Array.MaxLength / 2) throw TooLarge(file, options);
            wanted = Math.Max(BlockBytes, rest.Length * 2);
        }
    }

    static int BomLength(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;

    static void CheckStart(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length == BomLength(bytes)) throw Empty(file);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new RondoException(new Mistake("bad_encoding", "The file is encoded in UTF-16.") { File = file, Line = 1, Hint = "Save it as UTF-8." });
    }

    public static RondoException Empty(string file) =>
        new(new Mistake("empty_table", "The file is empty.") { File = file });

    static RondoException TooLarge(string file, SourceOptions options) =>
        new(new Mistake("too_large_for_memory", $"The file's text does not fit the memory limit of {options.MemoryLimitBytes / (1 << 20)} MB.")
        {
            File = file,
            Hint = "Store it as Parquet, split it into several files, or raise the limit.",
        });
}
