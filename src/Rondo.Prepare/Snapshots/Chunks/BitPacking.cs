using System.Buffers.Binary;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>Whole numbers side by side in so many bits each, lowest bits first.</summary>
static class BitPacking
{
    public static int WidthOf(ulong largest) => 64 - System.Numerics.BitOperations.LeadingZeroCount(largest);

    public static int BytesOf(int count, int width) => checked((int)((((long)count * width) + 63) / 64 * sizeof(ulong)));

    /// <param name="offset">Taken from each value; what is left fits the width.</param>
    public static void Pack(ReadOnlySpan<long> values, long offset, int width, Span<byte> target)
    {
        if (width == 0) return;
        var (word, used, at) = (0UL, 0, 0);
        foreach (var number in values)
        {
            var value = unchecked((ulong)(number - offset));
            word |= value << used;
            used += width;
            if (used < 64) continue;
            BinaryPrimitives.WriteUInt64LittleEndian(target[at..], word);
            at += sizeof(ulong);
            used -= 64;
            word = used == 0 ? 0 : value >> (width - used);
        }
        if (used > 0) BinaryPrimitives.WriteUInt64LittleEndian(target[at..], word);
    }

    public static void Unpack(ReadOnlySpan<byte> packed, long offset, int width, Span<long> values)
    {
        if (width == 0)
        {
            values.Fill(offset);
            return;
        }
        var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        var (word, left, at) = (0UL, 0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            var value = word;
            if (left < width)
            {
                var next = BinaryPrimitives.ReadUInt64LittleEndian(packed[at..]);
                at += sizeof(ulong);
                if (left == 0) value = next;
                else value |= next << left;
                var taken = width - left;
                word = taken == 64 ? 0 : next >> taken;
                left = 64 - taken;
            }
            else
            {
                word >>= width;
                left -= width;
            }
            values[i] = unchecked((long)(value & mask) + offset);
        }
    }
}
