using System.Numerics;

namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>Finds rows by the hash of what they are known by; of several with one hash the first comes first.</summary>
sealed class RowIndex
{
    private readonly int[] _first;
    private readonly int[] _next;
    private readonly ulong[] _hashes;

    public RowIndex(ulong[] hashes)
    {
        _hashes = hashes;
        _first = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, hashes.Length))];
        _next = new int[hashes.Length];
        // From the end, so that chains run from the first row to the last. 0 ends a chain.
        for (var row = hashes.Length - 1; row >= 0; row--)
        {
            ref var first = ref _first[SlotOf(hashes[row])];
            _next[row] = first;
            first = row + 1;
        }
    }

    /// <summary>The first row of that hash, or -1.</summary>
    public int First(ulong hash) => Walk(_first[SlotOf(hash)] - 1, hash);

    /// <summary>The next row of the same hash, or -1.</summary>
    public int After(int row) => Walk(_next[row] - 1, _hashes[row]);

    int Walk(int row, ulong hash)
    {
        while (row >= 0 && _hashes[row] != hash) row = _next[row] - 1;
        return row;
    }

    int SlotOf(ulong hash) => (int)(hash & (ulong)(_first.Length - 1));
}
