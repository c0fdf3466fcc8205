using System.Collections.Immutable;

namespace Rondo.Engine.Statistics;

/// <summary>Rows in bins of equal width from the smallest to the largest finite value, as numpy counts them: a bin has its lower bound, the last one both.</summary>
/// <param name="Edges">One more than bins.</param>
public sealed record ValueHistogram(ImmutableArray<double> Edges, ImmutableArray<long> Counts)
{
    /// <summary>Null when no value is finite.</summary>
    public static ValueHistogram? Of(SortedColumn column, int bins)
    {
        var values = column.FiniteValues;
        var counts = column.FiniteCounts;
        if (values.IsEmpty) return null;
        var edges = EdgesOf(values[0], values[^1], bins);
        var rows = new long[bins];
        var bin = 0;
        for (var i = 0; i < values.Length; i++)
        {
            while (bin < bins - 1 && values[i] >= edges[bin + 1]) bin++;
            rows[bin] += counts[i];
        }
        return new ValueHistogram([.. edges], [.. rows]);
    }

    static double[] EdgesOf(double low, double high, int bins)
    {
        // Beyond 2^52 a half is lost.
        var half = Math.Max(0.5, Math.Abs(low) > 1e15 ? Math.Abs(low) / 1e6 : 0);
        if (low == high) (low, high) = (low - half, high + half);
        var step = (high - low) / bins;
        var edges = new double[bins + 1];
        for (var i = 0; i < bins; i++) edges[i] = double.IsFinite(step) ? low + i * step : low * (1 - (double)i / bins) + high * ((double)i / bins);
        edges[bins] = high;
        return edges;
    }
}
