using System.Collections.Concurrent;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// Builds a leaf's histogram: blocks of rows are summed in a packed histogram that fits the first-level cache,
/// and spilled to 64-bit sums before a field could overflow. Sums are exact, so any cut into tasks gives the same bits.
/// </summary>
sealed class HistogramBuilder(BinnedMatrix matrix, PackedLayout layout, int threads, CancellationToken cancellation)
{
    private const int ChunkRows = 1 << 16;

    private readonly ConcurrentBag<Scratch> _scratch = [];

    /// <summary>Whether a leaf of so many rows is worth more tasks than one a group.</summary>
    public bool IsLarge(int rows) => threads > 1 && rows >= ChunkRows;

    /// <summary>Fills the whole histogram, on all threads.</summary>
    public void Build(long[] gradients, ReadOnlyMemory<int> rows, Histogram to)
    {
        var groups = matrix.Groups.Length;
        var chunks = WorkBlocks.Count(rows.Length, ChunkRows);
        var started = new bool[groups];
        WorkBlocks.Run(groups * chunks, 1, threads, (task, _, _) =>
        {
            var group = task % groups;
            var start = task / groups * ChunkRows;
            var part = rows.Span.Slice(start, Math.Min(ChunkRows, rows.Length - start));
            if (chunks == 1) BuildGroup(group, gradients, part, to);
            else AddChunk(group, gradients, part, to, started);
        }, cancellation);
    }

    /// <summary>Fills the bins of one group of features, on the caller's thread.</summary>
    public void BuildGroup(int group, long[] gradients, ReadOnlySpan<int> rows, Histogram to)
    {
        var scratch = Rent();
        Sum(matrix.Groups[group], gradients, rows, scratch, to, matrix.Offsets[matrix.Groups[group].First]);
        _scratch.Add(scratch);
    }

    void AddChunk(int group, long[] gradients, ReadOnlySpan<int> rows, Histogram to, bool[] started)
    {
        var scratch = Rent();
        Sum(matrix.Groups[group], gradients, rows, scratch, scratch.Sums, 0);
        var (start, length) = Range(group);
        lock (matrix.Groups[group])
        {
            if (!started[group]) to.Clear(start, length);
            started[group] = true;
            to.Add(scratch.Sums, start, 0, length);
        }
        _scratch.Add(scratch);
    }

    public (int Start, int Length) Range(int group)
    {
        var first = matrix.Groups[group].First;
        var start = matrix.Offsets[first];
        return (start, matrix.Offsets[first + matrix.Groups[group].Count] - start);
    }

    unsafe void Sum(FeatureGroup group, long[] gradients, ReadOnlySpan<int> rows, Scratch scratch, Histogram to, int start)
    {
        // Rows are in ascending order without repetition, so a full range is recognised by its ends.
        var isDense = rows.Length > 0 && rows[^1] - rows[0] == rows.Length - 1;
        fixed (byte* bins = group.Bins)
        fixed (long* packed = scratch.Packed, gradient = gradients)
        fixed (int* row = rows)
        {
            var replace = true;
            for (var i = 0; i < rows.Length || replace; i += layout.BlockRows)
            {
                var count = Math.Min(layout.BlockRows, rows.Length - i);
                if (isDense)
                    PackedKernel.AddDense(bins + (nint)row[i] * group.Stride, group.Stride, group.Count, gradient + row[i], count, packed);
                else
                    PackedKernel.AddListed(bins, group.Stride, group.Count, gradient, row + i, count, packed);
                var at = start;
                for (var f = 0; f < group.Count; f++)
                {
                    var slots = matrix.Features[group.First + f].Count + 1;
                    PackedKernel.Spill(layout, packed + f * PackedKernel.Slots, slots, replace, to, at);
                    at += slots;
                }
                replace = false;
            }
        }
    }

    Scratch Rent() => _scratch.TryTake(out var scratch) ? scratch : new Scratch(layout.HasHessian);

    sealed class Scratch(bool hasHessian)
    {
        public long[] Packed { get; } = GC.AllocateArray<long>(BinnedMatrix.GroupSize * PackedKernel.Slots, pinned: true);

        public Histogram Sums { get; } = new(BinnedMatrix.GroupSize * PackedKernel.Slots, hasHessian);
    }
}
