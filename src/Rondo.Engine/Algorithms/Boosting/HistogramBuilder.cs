using System.Collections.Concurrent;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// Builds a leaf's histogram: blocks of rows are summed in a packed histogram that fits the first-level cache,
/// and spilled to 64-bit sums before a field could overflow. Sums are exact, so any cut into tasks gives the same bits.
/// </summary>
sealed class HistogramBuilder(BinnedMatrix matrix, PackedLayout layout, int threads, CancellationToken cancellation)
{
    private const int ChunkRows = 1 << 15;

    private readonly ConcurrentBag<Scratch> _scratch = [];
    private readonly Range[] _bundles = Bundles(matrix.Groups);

    /// <summary>Whether a leaf of so many rows is worth more than one task a group.</summary>
    public bool IsLarge(int rows) => threads == 1 || rows >= 2 * ChunkRows;

    /// <summary>Fills the whole histogram, on all threads.</summary>
    public void Build(long[] gradients, ReadOnlyMemory<int> rows, Histogram to)
    {
        var isShared = threads > 1 && rows.Length >= 2 * ChunkRows;
        var chunkRows = isShared ? ChunkRows : Math.Max(1, rows.Length);
        var chunks = Math.Max(1, WorkBlocks.Count(rows.Length, chunkRows));
        var started = new bool[_bundles.Length];
        WorkBlocks.Run(_bundles.Length * chunks, 1, threads, (task, _, _) =>
        {
            var bundle = task % _bundles.Length;
            var start = task / _bundles.Length * chunkRows;
            var part = rows.Span.Slice(start, Math.Min(chunkRows, rows.Length - start));
            var groups = matrix.Groups.AsSpan(_bundles[bundle]);
            if (isShared) AddChunk(groups, gradients, part, to, ref started[bundle]);
            else BuildGroups(groups, gradients, part, to);
        }, cancellation);
    }

    /// <summary>Fills the bins of one group of features, on the caller's thread.</summary>
    public void BuildGroup(int group, long[] gradients, ReadOnlySpan<int> rows, Histogram to) =>
        BuildGroups(matrix.Groups.AsSpan(group, 1), gradients, rows, to);

    void BuildGroups(ReadOnlySpan<FeatureGroup> groups, long[] gradients, ReadOnlySpan<int> rows, Histogram to)
    {
        var scratch = Rent();
        Sum(groups, gradients, rows, scratch.Packed, to, matrix.Offsets[groups[0].First]);
        _scratch.Add(scratch);
    }

    void AddChunk(ReadOnlySpan<FeatureGroup> groups, long[] gradients, ReadOnlySpan<int> rows, Histogram to, ref bool started)
    {
        var scratch = Rent();
        var sums = scratch.Sums ??= new Histogram(BinnedMatrix.BundleSize * PackedKernel.Slots, layout.HasHessian);
        Sum(groups, gradients, rows, scratch.Packed, sums, 0);
        var start = matrix.Offsets[groups[0].First];
        var length = matrix.Offsets[groups[^1].First + groups[^1].Count] - start;
        lock (groups[0])
        {
            if (!started) to.Clear(start, length);
            started = true;
            to.Add(sums, start, 0, length);
        }
        _scratch.Add(scratch);
    }

    /// <summary>Where a group's bins lie in a histogram of all features.</summary>
    public (int Start, int Length) Bins(int group)
    {
        var first = matrix.Groups[group].First;
        var start = matrix.Offsets[first];
        return (start, matrix.Offsets[first + matrix.Groups[group].Count] - start);
    }

    /// <summary>Sums the rows into bins that begin at <paramref name="start"/>: block by block, each for all groups while its rows are near.</summary>
    void Sum(ReadOnlySpan<FeatureGroup> groups, long[] gradients, ReadOnlySpan<int> rows, long[] packed, Histogram to, int start)
    {
        // Rows are in ascending order without repetition, so a full range is recognised by its ends.
        var isDense = rows.Length > 0 && rows[^1] - rows[0] == rows.Length - 1;
        for (var i = 0; i < rows.Length || i == 0; i += layout.BlockRows)
        {
            var block = rows.Slice(i, Math.Min(layout.BlockRows, rows.Length - i));
            var at = start;
            foreach (var group in groups) at += SumBlock(group, gradients, block, isDense, packed, to, at, isFirst: i == 0);
        }
    }

    /// <summary>Adds one block of rows; returns the number of bins.</summary>
    unsafe int SumBlock(FeatureGroup group, long[] gradients, ReadOnlySpan<int> rows, bool isDense, long[] packed, Histogram to, int start, bool isFirst)
    {
        fixed (byte* bins = &group.Bins[group.Offset])
        fixed (long* sums = packed, gradient = gradients)
        fixed (int* row = rows)
        {
            if (isDense) PackedKernel.AddDense(bins + (nint)row[0] * group.Stride, group.Stride, group.Count, gradient + row[0], rows.Length, sums);
            else PackedKernel.AddListed(bins, group.Stride, group.Count, gradient, row, rows.Length, sums);
            var at = start;
            for (var f = 0; f < group.Count; f++)
            {
                var slots = matrix.Features[group.First + f].Count + 1;
                PackedKernel.Spill(layout, sums + f * PackedKernel.Slots, slots, isFirst, to, at);
                at += slots;
            }
            return at - start;
        }
    }

    Scratch Rent() => _scratch.TryTake(out var scratch) ? scratch : new Scratch();

    static Range[] Bundles(FeatureGroup[] groups)
    {
        var bundles = new List<Range>();
        for (int start = 0, end = 0; start < groups.Length; start = end)
        {
            while (end < groups.Length && groups[end].Bundle == groups[start].Bundle) end++;
            bundles.Add(start..end);
        }
        return [.. bundles];
    }

    sealed class Scratch
    {
        public long[] Packed { get; } = new long[BinnedMatrix.GroupSize * PackedKernel.Slots];

        public Histogram? Sums { get; set; }
    }
}
