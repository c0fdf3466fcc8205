using System.Runtime.CompilerServices;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// The features as one byte a value, kept twice: by column for partitioning rows, and by row in groups of
/// up to 16 features for histograms, so that a group's packed histogram (16 x 256 x 8 bytes) stays in the first-level cache.
/// Four such groups make a bundle, which lies together.
/// </summary>
sealed class BinnedMatrix
{
    public const int GroupSize = 16;
    public const int BundleSize = 4 * GroupSize;
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

        var groups = MakeGroups(features.Length, matrix.Rows);
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

    /// <summary>Groups that lie side by side in a bundle of up to 64 bytes a row, one cache line, so that a row is fetched once for all of them.</summary>
    static FeatureGroup[] MakeGroups(int features, int rows)
    {
        var perBundle = (long)rows * BundleSize <= Array.MaxLength ? BundleSize : GroupSize;
        var groups = new List<FeatureGroup>();
        for (var bundle = 0; bundle < features; bundle += perBundle)
        {
            var inBundle = Math.Min(perBundle, features - bundle);
            // A power of two, so that no row straddles a cache line.
            var stride = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)inBundle);
            var bins = new byte[checked(rows * stride)];
            for (var offset = 0; offset < inBundle; offset += GroupSize)
                groups.Add(new FeatureGroup(bundle / perBundle, bundle + offset, Math.Min(GroupSize, inBundle - offset), bins, offset, stride));
        }
        return [.. groups];
    }
}

/// <summary>Up to 16 neighbouring features, row by row.</summary>
/// <param name="Bundle">The bundle that the group shares its array with.</param>
/// <param name="First">The first feature.</param>
/// <param name="Bins">The bundle's bins. Shape: rows x Stride.</param>
/// <param name="Offset">Where in a row the group begins.</param>
/// <param name="Stride">Bytes from a row to the next.</param>
sealed record FeatureGroup(int Bundle, int First, int Count, byte[] Bins, int Offset, int Stride)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(int feature, int firstRow, ReadOnlySpan<byte> bins)
    {
        var to = Bins.AsSpan(firstRow * Stride);
        var stride = Stride;
        for (int i = 0, at = Offset + feature; i < bins.Length; i++, at += stride) to[at] = bins[i];
    }
}
