using System.Text;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>Text as numbers of its distinct values, which are numbered as they appear, so that the bytes depend on the rows alone.</summary>
static class TextCode
{
    /// <param name="writer">Gets the bytes.</param>
    /// <param name="column">The whole column.</param>
    /// <param name="start">The chunk's first row.</param>
    /// <param name="count">At least one.</param>
    public static void Write(ChunkWriter writer, TextColumn column, int start, int count)
    {
        using var mask = new Scratch<bool>(count);
        using var found = new Scratch<long>(count);
        var missing = mask.Span;
        var codes = found.Span;
        var distinct = new List<int>();
        var numbers = new NumberOfCode(count);
        for (var i = 0; i < count; i++)
        {
            var code = column.Codes[start + i];
            missing[i] = code < 0;
            if (code >= 0) codes[i] = numbers.Of(code, distinct);
        }
        MissingCode.Write(writer, missing);
        MissingCode.Bridge(codes, missing);
        IntegerCode.Write(writer, codes);
        WriteTexts(writer, column.Dictionary, distinct);
    }

    static void WriteTexts(ChunkWriter writer, string[] dictionary, List<int> distinct)
    {
        writer.Int32(distinct.Count);
        if (distinct.Count == 0) return;
        var lengths = new long[distinct.Count];
        var total = 0L;
        for (var i = 0; i < lengths.Length; i++) total += lengths[i] = Encoding.UTF8.GetByteCount(dictionary[distinct[i]]);
        IntegerCode.Write(writer, lengths);
        var bytes = new byte[checked((int)total)];
        var at = 0;
        foreach (var code in distinct) at += Encoding.UTF8.GetBytes(dictionary[code], bytes.AsSpan(at));
        writer.Compressed(bytes);
    }

    /// <param name="reader">Stands where the texts begin.</param>
    /// <param name="codes">At least one; filled with numbers of the texts, -1 where there is none.</param>
    /// <returns>The distinct texts.</returns>
    public static string[] Read(ref ChunkReader reader, Span<int> codes)
    {
        var missing = new bool[codes.Length];
        MissingCode.Read(ref reader, missing);
        var numbers = new long[codes.Length];
        IntegerCode.Read(ref reader, numbers);
        var texts = ReadTexts(ref reader, codes.Length);
        for (var i = 0; i < codes.Length; i++)
        {
            if (!missing[i] && (numbers[i] < 0 || numbers[i] >= texts.Length)) throw ChunkReader.Damaged();
            codes[i] = missing[i] ? -1 : (int)numbers[i];
        }
        return texts;
    }

    static string[] ReadTexts(ref ChunkReader reader, int most)
    {
        var count = reader.Int32();
        if (count < 0 || count > most) throw ChunkReader.Damaged();
        if (count == 0) return [];
        var lengths = new long[count];
        IntegerCode.Read(ref reader, lengths);
        var total = 0L;
        foreach (var length in lengths) total = length is >= 0 and <= int.MaxValue ? total + length : throw ChunkReader.Damaged();
        var bytes = reader.Decompressed(total);
        if (bytes.Length != total) throw ChunkReader.Damaged();
        var texts = new string[count];
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            texts[i] = Encoding.UTF8.GetString(bytes.Slice(at, (int)lengths[i]));
            at += (int)lengths[i];
        }
        return texts;
    }

    // A chunk holds few of the codes of a large dictionary, so a table as long as that would be mostly empty.
    struct NumberOfCode(int rows)
    {
        private readonly (int Code, int Number)[] _slots = new (int, int)[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)rows * 2)];

        public readonly int Of(int code, List<int> distinct)
        {
            var mask = (uint)_slots.Length - 1;
            for (var slot = (uint)code * 0x9E3779B1u & mask; ; slot = (slot + 1) & mask)
            {
                ref var entry = ref _slots[slot];
                if (entry.Code == code + 1) return entry.Number;
                if (entry.Code != 0) continue;
                entry = (code + 1, distinct.Count);
                distinct.Add(code);
                return entry.Number;
            }
        }
    }
}
