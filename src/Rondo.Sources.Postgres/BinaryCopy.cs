using System.Buffers.Binary;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Postgres;

/// <summary>Walks through what <c>COPY ... (FORMAT binary)</c> gives: a header, then of each row its fields with their lengths (PostgreSQL manual, COPY, Binary Format).</summary>
sealed class BinaryCopy(Stream stream, CancellationToken cancellation)
{
    private const int HeaderBytes = 19;
    private const int Null = -1;

    private byte[] _buffer = new byte[1 << 17];
    private int _at;
    private int _end;
    private bool _isStarted;

    /// <summary>False after the last row.</summary>
    public bool ReadRow(int fields)
    {
        if (!_isStarted) SkipHeader();
        var count = BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));
        if (count == Null) return false;
        return count == fields ? true : throw Broken();
    }

    /// <summary>The length of the next field; negative: it is missing.</summary>
    public int ReadLength() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    /// <summary>The next bytes, valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        if (_end - _at < length) Fill(length);
        var taken = _buffer.AsSpan(_at, length);
        _at += length;
        return taken;
    }

    void SkipHeader()
    {
        _isStarted = true;
        var header = Take(HeaderBytes);
        if (!header.StartsWith("PGCOPY\n"u8)) throw Broken();
        Take(BinaryPrimitives.ReadInt32BigEndian(header[^sizeof(int)..]));
    }

    void Fill(int length)
    {
        var rest = _buffer.AsSpan(_at, _end - _at);
        if (length > _buffer.Length)
        {
            var larger = new byte[Math.Max(length, Math.Min(Array.MaxLength, _buffer.Length * 2L))];
            rest.CopyTo(larger);
            _buffer = larger;
        }
        else
        {
            rest.CopyTo(_buffer);
        }
        (_at, _end) = (0, rest.Length);
        while (_end < length)
        {
            var read = stream.ReadAsync(_buffer.AsMemory(_end), cancellation).AsTask().GetAwaiter().GetResult();
            if (read == 0) throw Broken();
            _end += read;
        }
    }

    static RondoException Broken() => new("unreachable", "The database's answer breaks off.", "Run it again.");
}
