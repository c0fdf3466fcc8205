using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>How many bins a column of numbers gets.</summary>
public enum BinRule
{
    /// <summary>Tenths of the sample, which no outlier can stretch; one bin per value for up to 20 different ones.</summary>
    Auto,
    /// <summary>Equal widths by Sturges (1926); one bin per value for up to 20 different ones.</summary>
    Sturges,
    /// <summary>Equal widths by Doane (1976); one bin per value for up to 50 different ones that are no more than a tenth of the sample.</summary>
    Doane,
    /// <summary>So many equal widths.</summary>
    Fixed,
}

/// <summary>
/// Bins of numbers, made from one sample alone, so that later samples compare with each other. What lies outside the edges
/// falls into a bin of its own on either side.
/// </summary>
/// <param name="Points">Edges in ascending order, the last bin holding its right end; or the values that have a bin each.</param>
public sealed record NumberBins(double[] Points, bool AreValues)
{
    // Evidently's limit, so that values can be compared.
    private const int MostValues = 20;
    private const int Tenths = 10;

    public static NumberBins Of(NumberSample sample, BinRule rule, int count = 0)
    {
        var distinct = sample.Distinct;
        var areValues = rule switch
        {
            BinRule.Fixed => false,
            BinRule.Doane => distinct <= 50 && distinct <= 0.1 * sample.Count,
            _ => distinct <= MostValues,
        };
        if (areValues || sample.Count == sample.Infinite) return new NumberBins(Distinct(sample.Sorted), true);
        return new NumberBins(rule == BinRule.Auto ? TenthsOf(sample) : Widths(FiniteOf(sample), rule, count), false);
    }

    /// <summary>Of values: the count of each, and then those that none of them is. Of edges: below, the bins, above.</summary>
    public double[] Count(NumberSample sample) => AreValues ? CountValues(sample.Sorted) : CountBetween(sample);

    static double[] Distinct(ReadOnlySpan<double> sorted)
    {
        var values = new List<double> { sorted[0] };
        foreach (var value in sorted)
            if (value != values[^1]) values.Add(value);
        return [.. values];
    }

    static ReadOnlySpan<double> FiniteOf(NumberSample sample)
    {
        var sorted = sample.Sorted;
        while (double.IsNegativeInfinity(sorted[0])) sorted = sorted[1..];
        while (double.IsPositiveInfinity(sorted[^1])) sorted = sorted[..^1];
        return sorted;
    }

    // A value that comes very often may be several tenths: it then is one edge.
    static double[] TenthsOf(NumberSample sample)
    {
        var edges = new List<double>();
        for (var tenth = 0; tenth <= Tenths; tenth++)
        {
            var edge = sample.Quantile((double)tenth / Tenths);
            if (!double.IsNaN(edge) && (edges.Count == 0 || edge > edges[^1])) edges.Add(edge);
        }
        return [.. edges];
    }

    // The arithmetic of numpy.histogram_bin_edges, step by step: counts are then equal at the edges too.
    static double[] Widths(ReadOnlySpan<double> values, BinRule rule, int count)
    {
        var (low, high) = (values[0], values[^1]);
        var range = high - low;
        if (rule != BinRule.Fixed)
        {
            var width = rule == BinRule.Sturges ? range / (Math.Log2(values.Length) + 1) : DoaneWidth(values, range);
            count = width > 0 && double.IsFinite(range / width) ? (int)Math.Min(1e6, Math.Ceiling(range / width)) : 1;
        }
        if (low == high) (low, high) = (low - 0.5, high + 0.5);
        var (edges, step) = (new double[count + 1], (high - low) / count);
        for (var i = 0; i < count; i++) edges[i] = i * step + low;
        edges[count] = high;
        return edges;
    }

    static double DoaneWidth(ReadOnlySpan<double> values, double range)
    {
        var n = (double)values.Length;
        var (mean, deviation) = Moments.Of(values);
        if (n <= 2 || deviation == 0) return 0;
        var cubes = new double[values.Length];
        for (var i = 0; i < cubes.Length; i++)
        {
            var unit = (values[i] - mean) / deviation;
            cubes[i] = unit * unit * unit;
        }
        var usual = Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        return range / (1 + Math.Log2(n) + Math.Log2(1 + Math.Abs(Reductions.Mean(cubes)) / usual));
    }

    double[] CountValues(ReadOnlySpan<double> sorted)
    {
        var (counts, at) = (new double[Points.Length + 1], 0);
        foreach (var value in sorted)
        {
            while (at < Points.Length && Points[at] < value) at++;
            counts[at < Points.Length && Points[at] == value ? at : Points.Length]++;
        }
        return counts;
    }

    double[] CountBetween(NumberSample sample)
    {
        var counts = new double[Points.Length + 1];
        var before = 0;
        for (var i = 0; i < Points.Length; i++)
        {
            // The last edge belongs to its bin, every other to the next one.
            var upTo = i == Points.Length - 1 && i > 0 ? sample.CountUpTo(Points[i]) : sample.CountBelow(Points[i]);
            counts[i] = upTo - before;
            before = upTo;
        }
        counts[^1] = sample.Count - before;
        return counts;
    }
}
