using System.Numerics;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>
/// Cuts a table into chunks where its rows say so, not at round numbers: rows that are added or changed in one place change the chunks there,
/// and the others stay what they were. Content-defined chunking as in LBFS (Muthitacharoen, Chen and Mazières 2001), over rows' hashes.
/// </summary>
public static class ChunkBounds
{
    private const int CellsPerChunk = 1 << 19;
    private const int FewestRows = 16;
    private const int MostRows = 1 << 12;
    private const long MostBytes = 32 << 20;

    /// <summary>The row after each chunk's last, in order; empty for a table without rows.</summary>
    public static int[] Of(Table table, int threads = 1)
    {
        var least = LeastRows(table.Columns.Length);
        var hashes = RowHash.Of(table, threads: threads);
        var sizes = SizesOf(table, 4 * least);
        var ends = new List<int>();
        var (start, bytes) = (0, 0L);
        for (var row = 0; row < hashes.Length; row++)
        {
            var rows = row + 1 - start;
            bytes += sizes.Length == 0 ? 0 : sizes[row];
            var isBound = rows >= least && (hashes[row] & (ulong)(least - 1)) == 0;
            if (!isBound && rows < 4 * least && bytes < MostBytes) continue;
            ends.Add(row + 1);
            (start, bytes) = (row + 1, 0);
        }
        if (start < hashes.Length) ends.Add(hashes.Length);
        return [.. ends];
    }

    // A power of two; chunks have twice as many rows on average, and at most four times.
    static int LeastRows(int columns) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(CellsPerChunk / 2 / Math.Max(1, columns), FewestRows, MostRows));

    // The texts' bytes of each row; empty where no chunk could hold too many.
    static long[] SizesOf(Table table, int mostRows)
    {
        var texts = table.Columns.OfType<TextColumn>().ToArray();
        var largest = texts.Sum(t => t.Dictionary.Length == 0 ? 0L : t.Dictionary.Max(text => (long)text.Length));
        if (largest * mostRows < MostBytes) return [];
        var sizes = new long[table.RowCount];
        foreach (var text in texts)
            for (var row = 0; row < sizes.Length; row++)
                if (text[row] is { } value) sizes[row] += value.Length;
        return sizes;
    }
}
