using System.Buffers;
using System.Buffers.Binary;
using Rondo.Prepare.Sources.Cells;

namespace Rondo.Sources.Postgres;

/// <summary>Writes PostgreSQL's numeric, digits of base 10,000, as the decimal text that the database itself would show (numeric.c, numeric_send).</summary>
static class BinaryNumeric
{
    private const int HeaderBytes = 8;
    private const int DigitsPerGroup = 4;
    private const int OnStack = 256;
    private const ushort Negative = 0x4000, NotANumber = 0xC000, Infinity = 0xD000, NegativeInfinity = 0xF000;

    public static void ReadInto(CellColumn cells, ReadOnlySpan<byte> bytes)
    {
        var sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (sign == NotANumber) cells.AddMissing();
        else if (sign == Infinity) cells.Add(double.PositiveInfinity);
        else if (sign == NegativeInfinity) cells.Add(double.NegativeInfinity);
        else WriteInto(cells, bytes, sign == Negative);
    }

    static void WriteInto(CellColumn cells, ReadOnlySpan<byte> bytes, bool isNegative)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(bytes), weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]), scale = BinaryPrimitives.ReadInt16BigEndian(bytes[6..]);
        var groups = bytes.Slice(HeaderBytes, count * sizeof(short));
        var needed = (Math.Max(weight + 1, 1) * DigitsPerGroup) + scale + DigitsPerGroup + 2;
        var rented = needed > OnStack ? ArrayPool<byte>.Shared.Rent(needed) : null;
        var text = rented ?? stackalloc byte[OnStack];
        var at = 0;
        if (isNegative) text[at++] = (byte)'-';
        var first = at;
        for (var group = 0; group <= weight; group++) at += Write(text[at..], GroupAt(groups, group), at == first);
        if (at == first) text[at++] = (byte)'0';
        if (scale > 0)
        {
            text[at++] = (byte)'.';
            var end = at + scale;
            for (var group = weight + 1; at < end; group++) at += Write(text[at..], GroupAt(groups, group), mayBeShort: false);
            at = end;
        }
        cells.AddNumber(text[..at]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    static int GroupAt(ReadOnlySpan<byte> groups, int index) =>
        index >= 0 && index * sizeof(short) < groups.Length ? BinaryPrimitives.ReadInt16BigEndian(groups[(index * sizeof(short))..]) : 0;

    static int Write(Span<byte> text, int group, bool mayBeShort)
    {
        var at = 0;
        for (var unit = 1000; unit > 0; unit /= 10)
            if (!mayBeShort || at > 0 || group >= unit) text[at++] = (byte)('0' + (group / unit % 10));
        return at;
    }
}
