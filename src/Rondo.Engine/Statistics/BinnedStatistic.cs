using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>A statistic of two samples counted in the same bins: numbers, texts, or counts that are given.</summary>
public abstract record BinnedStatistic : IStatistic
{
    private const int MostShown = 200;

    [Param("Bins of numbers: auto (tenths of the reference), sturges, doane, or how many of equal width.")]
    public object Bins { get; init; } = "auto";

    [Param("Whether edges come from the reference alone, so that later windows compare, or from both samples.")]
    public BinSource Edges { get; init; }

    public abstract StatisticResult Compare(BinnedPair pair);

    /// <summary>The same for samples that are sorted already.</summary>
    public StatisticResult Compare(NumberSample reference, NumberSample current)
    {
        var (rule, count) = Rule();
        return Compare(BinnedPair.Of(reference, current, rule, count, Edges));
    }

    public StatisticResult Compute(StatisticInput input)
    {
        var (rule, count) = Rule();
        var pair = input.Has("reference_counts") || input.Has("current_counts")
            ? input.Counts()
            : BinnedPair.Of(input.Values("reference"), input.Values("current"), rule, count, Edges);
        return Show(Compare(pair, input.Seed), pair);
    }

    /// <summary>With a p-value by random shuffles, where the statistic has one.</summary>
    protected virtual StatisticResult Compare(BinnedPair pair, ulong seed) => Compare(pair);

    (BinRule Rule, int Count) Rule()
    {
        switch (Bins)
        {
            case "auto": return (BinRule.Auto, 0);
            case "sturges": return (BinRule.Sturges, 0);
            case "doane": return (BinRule.Doane, 0);
            case double or long or int when Convert.ToDouble(Bins, CultureInfo.InvariantCulture) is >= 1 and <= 100_000 and var count && count == Math.Floor(count): return (BinRule.Fixed, (int)count);
            default: throw new RondoException(new Mistake("bad_parameter", $"'bins' is '{Convert.ToString(Bins, CultureInfo.InvariantCulture)}'; expected auto, sturges, doane or a whole number from 1 to 100000.") { Field = "bins" });
        }
    }

    static StatisticResult Show(StatisticResult result, BinnedPair pair)
    {
        result = result.With("reference", SampleCounts.Of(pair.ReferenceTotal, pair.MissingReference)).With("current", SampleCounts.Of(pair.CurrentTotal, pair.MissingCurrent)).With("bins", pair.Reference.Length);
        if (pair.Reference.Length > MostShown) return result;
        if (pair.Labels is not null) result = result.With("labels", pair.Labels.ToImmutableArray());
        if (pair.Edges is not null) result = result.With("edges", pair.Edges);
        return result.With("reference_shares", pair.ReferenceShares).With("current_shares", pair.CurrentShares);
    }
}

/// <summary>What the distances between shares have in common.</summary>
static class ShareDistances
{
    private const double Usual = 1e-4;

    /// <summary>
    /// Shares without zeros, for logarithms. Unless epsilon is told it is 0.0001, or a millionth of the smallest share where that is
    /// no larger (Evidently's rule, so that values can be compared).
    /// </summary>
    public static double[] Filled(double[] shares, double? epsilon)
    {
        var smallest = double.PositiveInfinity;
        foreach (var share in shares)
            if (share > 0) smallest = Math.Min(smallest, share);
        var fill = epsilon ?? (smallest <= Usual ? smallest / 1e6 : Usual);
        return Array.ConvertAll(shares, share => share == 0 ? fill : share);
    }

    /// <summary>The sum of p ln(p / q), 0 where p is 0.</summary>
    public static double Divergence(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
            if (p[i] > 0) sum += p[i] * Functions.Log(p[i] / q[i]);
        return sum;
    }

    public static double[] Normalised(double[] shares)
    {
        var total = 0.0;
        foreach (var share in shares) total += share;
        return Array.ConvertAll(shares, s => s / total);
    }
}
