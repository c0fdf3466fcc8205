using System.Runtime.CompilerServices;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// The features as one byte a value, kept twice: by column for partitioning rows, and by row in groups of
/// up to 16 features for histograms, so that a group's packed histogram (16 x 256 x 8 bytes) stays in the first-level cache.
/// </summary>
sealed class BinnedMatrix
{
    public const int GroupSize = 16;
    private const int RowBlock = 4096;

    private BinnedMatrix(FeatureBins[] features, FeatureGroup[] groups, byte[][] columns, int rows)
    {
        Features = features;
        Groups = groups;
        Columns = columns;
        Rows = rows;
        Offsets = new int[features.Length + 1];
        for (var j = 0; j < features.Length; j++) Offsets[j + 1] = Offsets[j] + features[j].Count + 1;
    }

    public FeatureBins[] Features { get; }

    public FeatureGroup[] Groups { get; }

    /// <summary>Shape: features x rows.</summary>
    public byte[][] Columns { get; }

    public int Rows { get; }

    /// <summary>Where each feature's bins begin in a histogram of all features; the last entry is the histogram's length.</summary>
    public int[] Offsets { get; }

    /// <param name="known">Bins to keep for a feature instead of finding them: the categories of a warm start.</param>
    public static BinnedMatrix Create(FeatureMatrix matrix, int maxBins, FeatureBins?[]? known, FitContext context)
    {
        var finder = new BinFinder(matrix.Rows, maxBins, new CounterRandom(context.Seed, "boosting/bins"));
        var features = new FeatureBins[matrix.Columns.Length];
        WorkBlocks.Run(features.Length, 1, context.Threads, (j, _, _) => features[j] = known?[j] ?? finder.Find(matrix.Features[j], matrix.Columns[j]), context.Cancellation);

        var groups = new FeatureGroup[(features.Length + GroupSize - 1) / GroupSize];
        for (var g = 0; g < groups.Length; g++)
        {
            var first = g * GroupSize;
            groups[g] = new FeatureGroup(first, Math.Min(GroupSize, features.Length - first), matrix.Rows);
        }
        var columns = new byte[features.Length][];
        for (var j = 0; j < columns.Length; j++) columns[j] = GC.AllocateUninitializedArray<byte>(matrix.Rows);
        WorkBlocks.Run(matrix.Rows, RowBlock, context.Threads, (_, start, end) =>
        {
            foreach (var group in groups)
            {
                for (var j = group.First; j < group.First + group.Count; j++)
                {
                    var bins = columns[j].AsSpan(start, end - start);
                    features[j].Assign(matrix.Columns[j].AsSpan(start, end - start), bins);
                    group.Fill(j - group.First, start, bins);
                }
            }
        }, context.Cancellation);
        return new BinnedMatrix(features, groups, columns, matrix.Rows);
    }
}

/// <summary>Up to 16 neighbouring features, row by row.</summary>
sealed class FeatureGroup(int first, int count, int rows)
{
    public int First { get; } = first;

    public int Count { get; } = count;

    /// <summary>Bytes from a row to the next: a power of two, so that no row straddles a cache line.</summary>
    public int Stride { get; } = count switch { > 8 => 16, > 4 => 8, _ => 4 };

    /// <summary>Shape: rows x Stride.</summary>
    public byte[] Bins { get; } = new byte[checked(rows * (count switch { > 8 => 16, > 4 => 8, _ => 4 }))];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(int feature, int firstRow, ReadOnlySpan<byte> bins)
    {
        var to = Bins.AsSpan(firstRow * Stride);
        var stride = Stride;
        for (int i = 0, at = feature; i < bins.Length; i++, at += stride) to[at] = bins[i];
    }
}
