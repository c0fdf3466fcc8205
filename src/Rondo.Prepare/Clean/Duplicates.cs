using System.Numerics;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Clean;

/// <summary>Finds rows that equal an earlier row in every column; missing equals missing.</summary>
public static class Duplicates
{
    /// <summary>The rows to keep, in order: of equal rows the first.</summary>
    public static int[] Find(Table table, CancellationToken cancellation = default)
    {
        var firsts = FirstEquals(table, cancellation);
        return [.. Enumerable.Range(0, firsts.Length).Where(row => firsts[row] == row)];
    }

    /// <summary>For each row the first one that equals it: itself when none is before it. Shape: rows.</summary>
    public static int[] FirstEquals(Table table, CancellationToken cancellation = default)
    {
        if (table.RowCount == 0) return [];
        var hashes = RowHash.Of(table);
        var equals = table.Columns.Select(Comparer).ToArray();
        // Open addressing over row numbers + 1, at most half full. Hashes only propose; the values decide.
        var mask = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(table.RowCount, 1 << 29) * 2) - 1;
        var slots = new int[mask + 1];
        var firsts = new int[table.RowCount];
        for (var row = 0; row < hashes.Length; row++)
        {
            if ((row & 0xffff) == 0) cancellation.ThrowIfCancellationRequested();
            var slot = (int)(hashes[row] >> 32) & mask;
            while (slots[slot] != 0 && !IsEqual(slots[slot] - 1, row, hashes, equals)) slot = (slot + 1) & mask;
            if (slots[slot] == 0) slots[slot] = row + 1;
            firsts[row] = slots[slot] - 1;
        }
        return firsts;
    }

    static bool IsEqual(int a, int b, ulong[] hashes, Func<int, int, bool>[] equals)
    {
        if (hashes[a] != hashes[b]) return false;
        foreach (var equal in equals)
            if (!equal(a, b)) return false;
        return true;
    }

    static Func<int, int, bool> Comparer(Column column) => column switch
    {
        DoubleColumn numbers => (a, b) => numbers.Values[a] == numbers.Values[b] || (numbers.IsMissing(a) && numbers.IsMissing(b)),
        // Two entries of a dictionary may be the same text.
        TextColumn texts => (a, b) => texts.Codes[a] == texts.Codes[b] || string.Equals(texts[a], texts[b], StringComparison.Ordinal),
        IntegerColumn whole => (a, b) => whole.IsMissing(a) ? whole.IsMissing(b) : !whole.IsMissing(b) && whole.Values[a] == whole.Values[b],
        _ => throw new ArgumentException($"A column of {column.Type.Word} is not known here.", nameof(column)),
    };
}
