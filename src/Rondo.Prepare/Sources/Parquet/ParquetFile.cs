using System.Buffers.Binary;
using Rondo.DuckDb;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Parquet;

/// <summary>What can be said of a Parquet file before DuckDB reads it.</summary>
static class ParquetFile
{
    private const int MagicBytes = 4;
    private const int LengthBytes = 4;

    /// <exception cref="RondoException">It is empty, no Parquet file, or breaks off.</exception>
    public static void Check(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (stream.Length == 0) throw new RondoException(new Mistake("empty_table", "The file is empty.") { File = file });
        Span<byte> start = stackalloc byte[MagicBytes];
        Span<byte> end = stackalloc byte[LengthBytes + MagicBytes];
        stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (start.SequenceEqual("PARE"u8)) throw new RondoException(new Mistake("damaged_file", "The Parquet file is encrypted.") { File = file });
        if (!start.SequenceEqual("PAR1"u8)) throw new RondoException(new Mistake("damaged_file", "The file is not a Parquet file.") { File = file, Hint = "Does its ending tell the right format?" });
        if (stream.Length >= MagicBytes + end.Length)
        {
            stream.Seek(-end.Length, SeekOrigin.End);
            stream.ReadExactly(end);
        }
        var footer = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (!end[LengthBytes..].SequenceEqual("PAR1"u8) || footer > stream.Length - MagicBytes - end.Length)
            throw new RondoException(new Mistake("damaged_file", "The Parquet file breaks off: its footer is missing.") { File = file, Hint = "Fetch or write it again." });
    }

    /// <summary>The path as DuckDB takes it: characters of globs stand for themselves.</summary>
    public static string Escape(string path) =>
        path.AsSpan().IndexOfAny('*', '?', '[') < 0 ? path
            : path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal);

    /// <summary>Reads; what DuckDB says of it becomes a mistake of the file.</summary>
    public static T Explained<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDbException e)
        {
            throw Unreadable(file, e);
        }
        catch (OverflowException)
        {
            throw new RondoException(new Mistake("value_out_of_range", "A timestamp is beyond the years that microseconds reach.") { File = file });
        }
    }

    static RondoException Unreadable(string file, DuckDbException e)
    {
        if (e.IsOutOfMemory)
            return new RondoException(new Mistake("too_large_for_memory", "Reading the file needs more than the memory limit.") { File = file, Hint = "Raise the limit, or leave out columns." });
        var message = e.Message.Split('\n')[0];
        if (e.Kind.Length > 0) message = message[(e.Kind.Length + 2)..];
        return new RondoException(new Mistake("damaged_file", $"The Parquet file can't be read: {message}") { File = file });
    }
}
