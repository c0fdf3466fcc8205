namespace Rondo.Retrain.Windows;

/// <summary>
/// A uniform draw of rows that stays nearly the same when rows are added: those whose hash is lowest. By content, so that neither the order of
/// rows nor their number decides which ones are kept.
/// </summary>
/// <param name="Size">How many are kept.</param>
public sealed record Reservoir(int Size)
{
    /// <param name="rows">Numbers of the rows to draw from.</param>
    /// <param name="hashes">A hash of each row's content, by its number.</param>
    /// <returns>The rows that are kept, in the order given.</returns>
    public int[] Keep(int[] rows, ulong[] hashes)
    {
        if (rows.Length <= Size) return rows;
        var keys = Array.ConvertAll(rows, r => hashes[r]);
        int[] places = [.. Enumerable.Range(0, rows.Length)];
        Array.Sort(keys, places);
        var kept = places.AsSpan(0, Size);
        kept.Sort();
        return [.. kept.ToArray().Select(place => rows[place])];
    }
}
