using System.Buffers.Binary;
using System.IO.Compression;

namespace Rondo.Prepare.Sources.Text;

/// <summary>Tells whether a gzip file is whole; the framework's stream takes one that breaks off for one that ends.</summary>
static class GzipMembers
{
    private const int TrailerBytes = 8;

    /// <param name="file">Whose checksums the framework has already compared.</param>
    /// <param name="length">Of its decompressed bytes.</param>
    public static bool AreWhole(string file, long length)
    {
        using var raw = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (raw.Length < TrailerBytes) return false;
        raw.Seek(-sizeof(uint), SeekOrigin.End);
        if (ReadUInt32(raw) == (uint)length) return true;
        // Several members one after another: only the last one's length is at the end, so each is walked through.
        raw.Position = 0;
        for (var hasMember = false; ; hasMember = true)
        {
            if (raw.Position == raw.Length) return hasMember;
            if (!SkipHeader(raw)) return false;
            var memberLength = SkipDeflated(raw);
            if (raw.Length - raw.Position < TrailerBytes) return false;
            raw.Position += sizeof(uint);
            if (ReadUInt32(raw) != (uint)memberLength) return false;
        }
    }

    // RFC 1952, section 2.3.
    static bool SkipHeader(FileStream raw)
    {
        Span<byte> header = stackalloc byte[10];
        if (raw.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || header[0] != 0x1F || header[1] != 0x8B) return false;
        var flags = header[3];
        if ((flags & 4) != 0) raw.Position += raw.ReadByte() | raw.ReadByte() << 8;
        for (var text = 8; text <= 16; text <<= 1)
            if ((flags & text) != 0) while (raw.ReadByte() > 0) { }
        if ((flags & 2) != 0) raw.Position += 2;
        return true;
    }

    static long SkipDeflated(FileStream raw)
    {
        using var deflate = new DeflateStream(new SingleByteStream(raw), CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        var length = 0L;
        for (int count; (count = deflate.Read(buffer)) > 0;) length += count;
        return length;
    }

    static uint ReadUInt32(FileStream raw)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        raw.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    // Gives no byte beyond what the decompression needs, so that its end is known.
    sealed class SingleByteStream(FileStream raw) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => raw.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
