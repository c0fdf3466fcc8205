using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>Collects the bytes of a chunk; numbers are little-endian.</summary>
sealed class ChunkWriter : IDisposable
{
    // The fastest that still finds repetitions: a snapshot is written once for each change of the data.
    private const int Quality = 1;
    private const int WindowBits = 18;
    private const int WorthCompressing = 64;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 20);

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    public int Length { get; private set; }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    public void Byte(int value) => Room(1)[0] = checked((byte)value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    /// <summary>What is written, with its length before it.</summary>
    public void Measured(Action<ChunkWriter> write)
    {
        var at = Length;
        Int32(0);
        write(this);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(at), Length - at - sizeof(int));
    }

    /// <summary>Space for so many bytes, which the caller fills at once, all of them.</summary>
    public Span<byte> Room(int bytes)
    {
        if (_buffer.Length - Length < bytes) Grow(bytes);
        Length += bytes;
        return _buffer.AsSpan(Length - bytes, bytes);
    }

    void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(2L * _buffer.Length, (long)Length + bytes)));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>The bytes in Brotli (RFC 7932), or as they are when that is hardly longer.</summary>
    public void Compressed(ReadOnlySpan<byte> bytes)
    {
        Int32(bytes.Length);
        var most = bytes.Length - (bytes.Length / 16);
        var packed = ArrayPool<byte>.Shared.Rent(Math.Max(1, most));
        var isPacked = BrotliEncoder.TryCompress(bytes, packed.AsSpan(0, most), out var length, Quality, WindowBits) && bytes.Length >= WorthCompressing;
        Int32(isPacked ? length : bytes.Length);
        Append(isPacked ? packed.AsSpan(0, length) : bytes);
        ArrayPool<byte>.Shared.Return(packed);
    }
}
