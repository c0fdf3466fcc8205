using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Rondo.Deploy.PredictionLog;

/// <summary>
/// A segment: eight bytes of magic, a version, the checksum of both, then records of length, checksum (CRC-32C) and content, all little-endian.
/// Records are only added, so that what a crash leaves is whole records and at most one broken at the end.
/// </summary>
static class SegmentFormat
{
    public const int Version = 1;
    public const int HeaderBytes = 16;
    public const int FrameBytes = 8;
    public const int MostRecordBytes = 256 << 20;

    /// <summary>Segments that are being written end so, closed ones without it.</summary>
    public const string OpenSuffix = ".open";
    public const string Extension = ".plog";

    public const byte SchemaRecord = 1, PredictionRecord = 2;

    static ReadOnlySpan<byte> Magic => "RONDPLOG"u8;

    public static void WriteHeader(Span<byte> header)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], Checksum(header[..12]));
    }

    /// <summary>The version; null when this is no whole header of ours.</summary>
    public static int? ReadHeader(ReadOnlySpan<byte> header) =>
        header.Length >= HeaderBytes && header.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) == Checksum(header[..12])
            ? BinaryPrimitives.ReadInt32LittleEndian(header[8..])
            : null;

    public static void WriteFrame(Span<byte> frame, ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum(content));
    }

    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
