using System.Runtime.InteropServices;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Data;

/// <summary>
/// A 64-bit hash of each row's values: the same for equal values in any file format, column order, dictionary or process.
/// It decides which rows are for testing, so it never changes. Numbers of equal value hash alike whether int64 or double.
/// </summary>
public static class RowHash
{
    private const int BlockRows = 1 << 16;
    private const ulong NumberTag = 0x4e554d4245520001;
    private const ulong FractionTag = 0x4652414354000002;
    private const ulong BooleanTag = 0x424f4f4c45000003;
    private const ulong TimeTag = 0x54494d4500000004;
    private const ulong MissingTag = 0x4d495353494e0005;
    private const ulong TextTag = 0x5445585400000006;

    /// <summary>Shape: rows.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="salt">Another salt gives another, unrelated order of the rows.</param>
    /// <param name="threads">How many may work on it; the hashes don't depend on it.</param>
    public static ulong[] Of(Table table, ulong salt = 0, int threads = 1)
    {
        var hashes = new ulong[table.RowCount];
        var key = CounterRandom.Mix(salt + 0x9e3779b97f4a7c15UL);
        ColumnHash[] columns = [.. table.Columns.Select((column, j) => ColumnHash.Of(column, OfText(table.Schema.Fields[j].Name)))];
        WorkBlocks.Run(hashes.Length, BlockRows, threads, (_, start, end) =>
        {
            // A sum over columns, each with a key of its own name: the order of the columns can't matter.
            foreach (var column in columns) Add(column, hashes, start, end);
            for (var row = start; row < end; row++) hashes[row] = CounterRandom.Mix(CounterRandom.Mix(hashes[row]) ^ key);
        });
        return hashes;
    }

    /// <summary>The hash of a text's UTF-16 code units.</summary>
    public static ulong OfText(string text)
    {
        var hash = CounterRandom.Mix(TextTag + (ulong)text.Length);
        var units = text.AsSpan();
        var words = MemoryMarshal.Cast<char, ulong>(units);
        foreach (var word in words) hash = CounterRandom.Mix((hash ^ word) * 0x9e3779b97f4a7c15UL);
        foreach (var unit in units[(words.Length * 4)..]) hash = CounterRandom.Mix((hash ^ unit) * 0x9e3779b97f4a7c15UL);
        return hash;
    }

    static void Add(ColumnHash hash, ulong[] hashes, int start, int end)
    {
        var key = hash.Key;
        switch (hash.Column)
        {
            case TextColumn texts:
                var missing = CounterRandom.Mix(MissingTag ^ key);
                for (var row = start; row < end; row++)
                    hashes[row] += texts.Codes[row] < 0 ? missing : hash.ByCode[texts.Codes[row]];
                break;
            case DoubleColumn numbers:
                for (var row = start; row < end; row++) hashes[row] += CounterRandom.Mix(Canonical(numbers.Values[row]) ^ key);
                break;
            case IntegerColumn whole:
                Add(whole, key, hashes, start, end);
                break;
        }
    }

    static void Add(IntegerColumn column, ulong key, ulong[] hashes, int start, int end)
    {
        var tag = column.Type switch
        {
            ColumnType.Int64 => NumberTag,
            ColumnType.Boolean => BooleanTag,
            _ => TimeTag,
        };
        // A date is its midnight, so that a reader that sees timestamps where another sees dates changes nothing.
        var unit = column.Type == ColumnType.Date ? 86_400_000_000UL : 1UL;
        for (var row = start; row < end; row++)
            hashes[row] += CounterRandom.Mix((column.IsMissing(row) ? MissingTag : ((ulong)column.Values[row] * unit) ^ tag) ^ key);
    }

    static ulong Canonical(double value)
    {
        if (double.IsNaN(value)) return MissingTag;
        var isWhole = Math.Abs(value) < 9223372036854775808.0 && value == Math.Truncate(value);
        return isWhole ? (ulong)(long)value ^ NumberTag : BitConverter.DoubleToUInt64Bits(value) ^ FractionTag;
    }

    // The hash of a text is found once for all rows that hold it.
    readonly record struct ColumnHash(Column Column, ulong Key, ulong[] ByCode)
    {
        public static ColumnHash Of(Column column, ulong key) => new(column, key, column is TextColumn texts
            ? Array.ConvertAll(texts.Dictionary, text => CounterRandom.Mix(OfText(text) ^ key))
            : []);
    }
}
