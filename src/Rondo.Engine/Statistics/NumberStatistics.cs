using System.Collections.Immutable;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>What describes the finite values of a column of numbers, defined as pandas does. What is undefined is null.</summary>
/// <param name="Std">With n - 1 below.</param>
/// <param name="Quantiles">At <see cref="Shares"/>, by linear interpolation (definition 7 of Hyndman and Fan 1996).</param>
/// <param name="Skewness">The adjusted Fisher-Pearson coefficient G1 (Joanes and Gill 1998); 0 for one value only.</param>
/// <param name="Kurtosis">The excess, without bias for normal data: G2 (Joanes and Gill 1998); 0 for one value only.</param>
public sealed record NumberStatistics(double Mean, double? Std, double Min, double Max, ImmutableArray<double> Quantiles, double? Skewness, double? Kurtosis)
{
    // From here on fourth powers of deviations, or their sums, could overflow.
    private const double Large = 1e60;
    private const int BlockSize = 1024;

    public static ImmutableArray<double> Shares { get; } = [0.05, 0.25, 0.5, 0.75, 0.95];

    public double Median => Quantiles[2];

    public double InterquartileRange => Quantiles[3] - Quantiles[1];

    /// <summary>Null when no value is finite.</summary>
    public static NumberStatistics? Of(SortedColumn column)
    {
        var values = column.FiniteValues;
        var counts = column.FiniteCounts;
        if (values.IsEmpty) return null;
        var n = (double)(column.Known - column.Infinite);
        var (low, high) = (values[0], values[^1]);
        var mean = MeanOf(values, counts, n);
        var (m2, m3, m4, unit) = PowerSums(values, counts, mean, n);
        var isConstant = low == high;
        return new NumberStatistics(
            mean,
            n < 2 ? null : isConstant ? 0 : unit * Math.Sqrt(m2 / (n - 1)),
            low, high, QuantilesOf(values, counts, n),
            n < 3 ? null : isConstant ? 0 : n * Math.Sqrt(n - 1) / (n - 2) * (m3 / (m2 * Math.Sqrt(m2))),
            n < 4 ? null : isConstant ? 0 : n * (n + 1) * (n - 1) * m4 / ((n - 2) * (n - 3) * m2 * m2) - 3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3)));
    }

    static double MeanOf(ReadOnlySpan<double> values, ReadOnlySpan<int> counts, double n)
    {
        if (values.Length == 1) return values[0];
        var unit = UnitOf(Math.Max(Math.Abs(values[0]), Math.Abs(values[^1])));
        var rough = Sum(values, counts, 0, unit) / n * unit;
        return rough + Sum(values, counts, rough, unit) / n * unit;
    }

    /// <summary>Sums of powers of the deviations in a unit that is a power of two, so that dividing by it loses nothing.</summary>
    static (double Second, double Third, double Fourth, double Unit) PowerSums(ReadOnlySpan<double> values, ReadOnlySpan<int> counts, double mean, double n)
    {
        var reach = Math.Max(values[^1] - mean, mean - values[0]);
        var unit = reach is > 1e-60 and < Large ? 1 : double.IsFinite(reach) && reach > 0 ? Math.ScaleB(1, Math.ILogB(reach)) : UnitOf(reach);
        Span<double> powers = stackalloc double[4 * BlockSize];
        Span<double> sums = stackalloc double[4];
        for (var start = 0; start < values.Length; start += BlockSize)
        {
            var count = Math.Min(BlockSize, values.Length - start);
            for (var i = 0; i < count; i++)
            {
                var deviation = values[start + i] / unit - mean / unit;
                var power = (double)counts[start + i];
                for (var p = 0; p < 4; p++) powers[p * BlockSize + i] = power *= deviation;
            }
            for (var p = 0; p < 4; p++) sums[p] += Reductions.Sum(powers.Slice(p * BlockSize, count));
        }
        // The mean is rounded, so the deviations from it have a small mean of their own: the moments about that one.
        var (drift, second, third) = (sums[0] / n, sums[1], sums[2]);
        return (second - n * drift * drift,
            third - 3 * drift * second + 2 * n * drift * drift * drift,
            sums[3] - 4 * drift * third + 6 * drift * drift * second - 3 * n * drift * drift * drift * drift,
            unit);
    }

    static double Sum(ReadOnlySpan<double> values, ReadOnlySpan<int> counts, double centre, double unit)
    {
        Span<double> block = stackalloc double[BlockSize];
        var sum = 0.0;
        for (var start = 0; start < values.Length; start += BlockSize)
        {
            var count = Math.Min(BlockSize, values.Length - start);
            for (var i = 0; i < count; i++) block[i] = counts[start + i] * (values[start + i] / unit - centre / unit);
            sum += Reductions.Sum(block[..count]);
        }
        return sum;
    }

    static double UnitOf(double reach) => reach < Large ? 1 : Math.ScaleB(1, 1000);

    static ImmutableArray<double> QuantilesOf(ReadOnlySpan<double> values, ReadOnlySpan<int> counts, double n)
    {
        var quantiles = ImmutableArray.CreateBuilder<double>(Shares.Length);
        var (at, before) = (0, 0L);
        foreach (var share in Shares)
        {
            var rank = share * (n - 1);
            var floor = (long)Math.Floor(rank);
            while (before + counts[at] <= floor) before += counts[at++];
            var next = before + counts[at] > floor + 1 || at + 1 == values.Length ? values[at] : values[at + 1];
            quantiles.Add(OrderStatistics.Between(values[at], next, rank - floor));
        }
        return quantiles.MoveToImmutable();
    }
}
