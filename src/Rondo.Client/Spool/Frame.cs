using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Rondo.Client.Spool;

/// <summary>A record in bytes: length, checksum (CRC-32C), then the payload. A frame cut off or overwritten anywhere is no frame.</summary>
static class Frame
{
    public const int LargestPayload = 1 << 20;
    public const int HeadSize = 8;
    const int FixedSize = 1 + 4 + 4 + 4 + 8 + 8 + 8;

    /// <summary>At most that many bytes are written.</summary>
    public static int Bound(in SpoolRecord record) => HeadSize + FixedSize + (3 * (record.Key.Length + record.Text.Length));

    /// <returns>The bytes written.</returns>
    public static int Write(in SpoolRecord record, Span<byte> frame)
    {
        var payload = frame[HeadSize..];
        payload[0] = (byte)record.Kind;
        BinaryPrimitives.WriteUInt32LittleEndian(payload[1..], record.Run);
        BinaryPrimitives.WriteDoubleLittleEndian(payload[5..], record.Value);
        BinaryPrimitives.WriteInt64LittleEndian(payload[13..], record.Time);
        BinaryPrimitives.WriteInt64LittleEndian(payload[21..], record.Step);
        var at = 29;
        at += WriteText(record.Key, payload[at..]);
        at += WriteText(record.Text, payload[at..]);
        BinaryPrimitives.WriteInt32LittleEndian(frame, at);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum(payload[..at]));
        return HeadSize + at;
    }

    /// <returns>The bytes read; 0 when there is no whole frame.</returns>
    public static int Read(ReadOnlySpan<byte> bytes, out SpoolRecord record)
    {
        record = default;
        var size = SizeOf(bytes);
        if (size == 0) return 0;
        var payload = bytes[HeadSize..size];
        var at = 29;
        if (!TryReadText(payload, ref at, out var key) || !TryReadText(payload, ref at, out var text) || at != payload.Length) return 0;
        record = new((RecordKind)payload[0], BinaryPrimitives.ReadUInt32LittleEndian(payload[1..]), key, text,
            BinaryPrimitives.ReadDoubleLittleEndian(payload[5..]), BinaryPrimitives.ReadInt64LittleEndian(payload[13..]), BinaryPrimitives.ReadInt64LittleEndian(payload[21..]));
        return size;
    }

    /// <returns>The size of the whole and undamaged frame at the beginning; 0 when there is none.</returns>
    public static int SizeOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadSize) return 0;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length is < FixedSize or > LargestPayload || bytes.Length < HeadSize + length) return 0;
        return Checksum(bytes.Slice(HeadSize, length)) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) ? HeadSize + length : 0;
    }

    static int WriteText(string text, Span<byte> target)
    {
        var length = Encoding.UTF8.GetBytes(text, target[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(target, length);
        return 4 + length;
    }

    static bool TryReadText(ReadOnlySpan<byte> payload, ref int at, out string text)
    {
        text = "";
        if (payload.Length - at < 4) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload[at..]);
        if (length < 0 || length > payload.Length - at - 4) return false;
        text = Encoding.UTF8.GetString(payload.Slice(at + 4, length));
        at += 4 + length;
        return true;
    }

    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
