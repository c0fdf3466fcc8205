using System.Buffers.Binary;
using System.IO.Compression;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>Reads what <see cref="ChunkWriter"/> wrote; whatever does not fit is refused.</summary>
ref struct ChunkReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public int Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length) throw Damaged();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <param name="most">More bytes than this are refused before there is room made for them.</param>
    public ReadOnlySpan<byte> Decompressed(long most)
    {
        var (length, stored) = (Int32(), Int32());
        if (length < 0 || length > most || stored > length) throw Damaged();
        var packed = Take(stored);
        if (stored == length) return packed;
        var bytes = new byte[length];
        return BrotliDecoder.TryDecompress(packed, bytes, out var written) && written == length ? bytes : throw Damaged();
    }

    public static InvalidDataException Damaged() => new("The chunk's bytes are not those of a snapshot.");
}
