using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// Sums of vectors over all rows: rows are cut into blocks by their number and the vector's length alone, each block sums
/// on its own, and blocks are added in their order.
/// </summary>
sealed class BlockSums(int rows, int length, int threads, CancellationToken cancellation)
{
    // 128 MiB of sums at a time.
    private const int DoublesAtMost = 1 << 24;
    private const int SmallestBlock = 8192;
    private const int AddedAtATime = 4096;

    private readonly int _blockSize = Math.Max(SmallestBlock, WorkBlocks.Count(rows, Math.Clamp(DoublesAtMost / length, 2, 64)));
    private double[][] _blocks = [];

    /// <summary>Adds rows start to end into the block's own sums, which begin at 0.</summary>
    public delegate void Body(int start, int end, Span<double> sums);

    public void Sum(Span<double> result, Body body)
    {
        if (_blocks.Length == 0) _blocks = [.. Enumerable.Range(0, WorkBlocks.Count(rows, _blockSize)).Select(_ => new double[length])];
        var blocks = _blocks;
        WorkBlocks.Run(rows, _blockSize, threads, (block, start, end) =>
        {
            var sums = blocks[block].AsSpan();
            sums.Clear();
            body(start, end, sums);
        }, cancellation);
        WorkBlocks.Run(length, AddedAtATime, threads, (_, start, end) =>
        {
            var first = blocks[0].AsSpan(start, end - start);
            for (var b = 1; b < blocks.Length; b++) MixedVectors.AddScaled(1, blocks[b].AsSpan(start, end - start), first);
        }, cancellation);
        blocks[0].CopyTo(result);
    }
}
