using System.Text;
using System.Text.Unicode;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Text;

/// <summary>Whole records of a text file: a piece that can be read beside others.</summary>
/// <param name="linesBefore">Lines of the file before this block.</param>
sealed class TextBlock(string file, byte[] bytes, int length, int linesBefore)
{
    public string File { get; } = file;

    /// <summary>Where the first record starts: after a mark of encoding or a header.</summary>
    public int Start { get; set; }

    /// <summary>From the start of the block, what precedes <see cref="Start"/> included.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

    public ReadOnlySpan<byte> Records => bytes.AsSpan(Start, length - Start);

    /// <summary>The 1-based line of a byte of this block.</summary>
    public int LineOf(int offset) => linesBefore + CountLines(Bytes[..offset]) + 1;

    /// <summary>This block with other bytes, of as many lines.</summary>
    public TextBlock With(byte[] other) => new(File, other, other.Length, linesBefore) { Start = Start };

    /// <summary>Lines of the file up to the end of this block.</summary>
    public int LinesToEnd => linesBefore + CountLines(Bytes);

    /// <summary>The first byte that can't be in a text file, as a mistake.</summary>
    public Mistake? FindBadByte()
    {
        var nul = Bytes.IndexOf((byte)0);
        if (nul < 0 && Utf8.IsValid(Bytes)) return null;
        var bad = FirstInvalid(Bytes);
        if (nul >= 0 && (bad < 0 || nul < bad))
        {
            return new Mistake("nul_byte", "The file contains a NUL byte: it is no text file, or damaged.") { File = File, Line = LineOf(nul) };
        }
        return new Mistake("bad_encoding", $"The byte 0x{Bytes[bad]:X2} is not UTF-8.")
        {
            File = File,
            Line = LineOf(bad),
            Hint = "Save the file as UTF-8 (it may be in Windows-1252 or Latin-1).",
        };
    }

    static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var status = Rune.DecodeFromUtf8(bytes[at..], out _, out var used);
            if (status != System.Buffers.OperationStatus.Done) return at;
            at += used;
        }
        return -1;
    }

    // A line ends with LF, CR LF or CR.
    static int CountLines(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.Contains((byte)'\r')) return bytes.Count((byte)'\n');
        var lines = 0;
        for (var at = bytes.IndexOfAny((byte)'\n', (byte)'\r'); at >= 0;)
        {
            if (bytes[at] == '\n' || at + 1 == bytes.Length || bytes[at + 1] != '\n') lines++;
            bytes = bytes[(at + 1)..];
            at = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        }
        return lines;
    }
}
