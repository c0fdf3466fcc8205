using System.Runtime.CompilerServices;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>The rows that a tree learns from, kept so that the rows of a leaf lie together, in ascending order.</summary>
sealed unsafe class RowPartition(int rows)
{
    private const int ChunkRows = 1 << 15;

    private readonly int[] _rows = GC.AllocateUninitializedArray<int>(rows);
    private readonly int[] _right = GC.AllocateUninitializedArray<int>(rows);

    public int Count { get; private set; }

    /// <summary>Starts a tree with every row.</summary>
    public void TakeAll(int threads)
    {
        Count = _rows.Length;
        var rows = _rows;
        WorkBlocks.Run(Count, ChunkRows, threads, (_, start, end) =>
        {
            for (var i = start; i < end; i++) rows[i] = i;
        });
    }

    /// <summary>Starts a tree with a random share of the rows.</summary>
    public void TakeSample(double share, CounterRandom random)
    {
        Count = 0;
        for (var i = 0; i < _rows.Length; i++)
            if (random.Uniform((ulong)i) < share) _rows[Count++] = i;
        if (Count == 0) _rows[Count++] = random.Below((ulong)_rows.Length, _rows.Length);
    }

    public ReadOnlyMemory<int> Slice(int start, int count) => _rows.AsMemory(start, count);

    /// <summary>Moves the rows whose bin goes left to the front of the range, keeping their order.</summary>
    /// <param name="goesLeft">1 or 0 for each bin.</param>
    /// <returns>The number of rows that went left.</returns>
    public int Part(int start, int count, byte[] column, byte[] goesLeft, int threads)
    {
        var chunks = WorkBlocks.Count(count, ChunkRows);
        if (chunks == 1)
        {
            var left = PartChunk(start, count, column, goesLeft);
            _right.AsSpan(start, count - left).CopyTo(_rows.AsSpan(start + left));
            return left;
        }
        var lefts = new int[chunks];
        WorkBlocks.Run(count, ChunkRows, threads, (chunk, from, to) => lefts[chunk] = PartChunk(start + from, to - from, column, goesLeft));
        var at = start;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            _rows.AsSpan(start + chunk * ChunkRows, lefts[chunk]).CopyTo(_rows.AsSpan(at));
            at += lefts[chunk];
        }
        var leftCount = at - start;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var right = Math.Min(ChunkRows, count - chunk * ChunkRows) - lefts[chunk];
            _right.AsSpan(start + chunk * ChunkRows, right).CopyTo(_rows.AsSpan(at));
            at += right;
        }
        return leftCount;
    }

    /// <summary>Packs the rows that go left at the chunk's start, and the others at the chunk's place in the second buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    int PartChunk(int start, int count, byte[] column, byte[] goesLeft)
    {
        fixed (byte* bins = column, table = goesLeft)
        fixed (int* rows = &_rows[start], rights = &_right[start])
        {
            nint left = 0;
            for (nint i = 0; i < count; i++)
            {
                // Both are written and one is kept: no branch, so nothing to mispredict.
                var row = rows[i];
                nint goes = table[bins[row]];
                rows[left] = row;
                rights[i - left] = row;
                left += goes;
            }
            return (int)left;
        }
    }
}
