using System.Buffers.Binary;
using System.Text;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>Where a page ended: how many rows came until then, and by what its last row was sorted.</summary>
/// <param name="After">A value for each sort key; null where only the count is known.</param>
sealed record PagePlace(long Offset, IReadOnlyList<object?>? After)
{
    const byte Nothing = 0, Whole = 1, Real = 2, Words = 3;

    /// <summary>A longer text would make an address that no server takes: such a page is found by its count.</summary>
    const int LongestText = 512;

    public static readonly PagePlace Start = new(0, null);

    /// <summary>The sort values as bytes; empty where one of them is too long.</summary>
    public byte[] Pack()
    {
        using var packed = new MemoryStream();
        foreach (var value in After ?? [])
        {
            var bytes = Bytes(value);
            if (bytes.Length > LongestText) return [];
            packed.Write(bytes);
        }
        return packed.ToArray();
    }

    /// <summary>Reads packed values of these kinds; null when they are none.</summary>
    public static IReadOnlyList<object?>? Unpack(ReadOnlySpan<byte> packed, IReadOnlyList<SortKey> keys)
    {
        var values = new List<object?>();
        foreach (var key in keys)
        {
            if (packed.IsEmpty) return null;
            var tag = packed[0];
            packed = packed[1..];
            var length = tag switch { Nothing => 0, Words => packed.Length < 2 ? int.MaxValue : 2 + BinaryPrimitives.ReadUInt16BigEndian(packed), _ => sizeof(long) };
            if (length > packed.Length || (tag != Nothing && tag != TagOf(key.Kind))) return null;
            values.Add(tag switch
            {
                Nothing => null,
                Whole => BinaryPrimitives.ReadInt64BigEndian(packed),
                Real => BinaryPrimitives.ReadDoubleBigEndian(packed),
                _ => Encoding.UTF8.GetString(packed[2..length]),
            });
            packed = packed[length..];
        }
        return packed.IsEmpty ? values : null;
    }

    static byte TagOf(SortKind kind) => kind switch { SortKind.Whole => Whole, SortKind.Real => Real, _ => Words };

    static byte[] Bytes(object? value)
    {
        var bytes = new byte[1 + sizeof(long)];
        switch (value)
        {
            case null:
                return [Nothing];
            case long number:
                bytes[0] = Whole;
                BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), number);
                return bytes;
            case double number:
                bytes[0] = Real;
                BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), number);
                return bytes;
            default:
                var text = Encoding.UTF8.GetBytes((string)value);
                return [Words, (byte)(text.Length >> 8), (byte)text.Length, .. text];
        }
    }
}
