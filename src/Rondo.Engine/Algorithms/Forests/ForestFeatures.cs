using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>
/// The features twice: as bins, which a large node sums by, and as values, which small nodes are sorted by and which
/// place a threshold exactly within the bins that were found.
/// </summary>
sealed class ForestFeatures
{
    private const int MaxBins = 255;

    private ForestFeatures(FeatureBins[] bins, byte[][] columns, float[][] values, float[]?[] binValues) =>
        (Bins, Columns, Values, BinValues) = (bins, columns, values, binValues);

    public FeatureBins[] Bins { get; }

    /// <summary>Shape: features x rows; empty for numbers when thresholds are drawn.</summary>
    public byte[][] Columns { get; }

    /// <summary>Shape: features x rows.</summary>
    public float[][] Values { get; }

    /// <summary>The value of each bin, where every bin has but one; else null.</summary>
    public float[]?[] BinValues { get; }

    public int Count => Bins.Length;

    public static ForestFeatures Create(FeatureMatrix matrix, bool needsBins, FitContext context)
    {
        var finder = new BinFinder(matrix.Rows, MaxBins, new CounterRandom(context.Seed, "forest/bins"));
        var features = matrix.Features.Count;
        var (bins, columns, binValues) = (new FeatureBins[features], new byte[features][], new float[]?[features]);
        WorkBlocks.Run(features, 1, context.Threads, (j, _, _) =>
        {
            var isBinned = needsBins || matrix.Features[j].IsCategorical;
            bins[j] = isBinned ? finder.Find(matrix.Features[j], matrix.Columns[j]) : FeatureBins.Numeric([]);
            columns[j] = isBinned ? GC.AllocateUninitializedArray<byte>(matrix.Rows) : [];
            if (!isBinned) return;
            bins[j].Assign(matrix.Columns[j], columns[j]);
            if (!bins[j].IsCategorical) binValues[j] = OnlyValues(bins[j], columns[j], matrix.Columns[j]);
        }, context.Cancellation);
        return new ForestFeatures(bins, columns, matrix.Columns, binValues);
    }

    static float[]? OnlyValues(FeatureBins bins, byte[] column, float[] values)
    {
        var only = new float[bins.Count];
        Array.Fill(only, float.NaN);
        for (var i = 0; i < column.Length; i++)
        {
            var bin = column[i];
            if (bin == bins.Missing || only[bin] == values[i]) continue;
            if (!float.IsNaN(only[bin])) return null;
            only[bin] = values[i];
        }
        return only;
    }
}
