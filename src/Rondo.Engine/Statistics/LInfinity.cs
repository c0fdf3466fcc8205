using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>The largest gap between shares, as in data validation at Google (Breck and others 2019).</summary>
[Part("l_infinity", "The largest gap between two shares, from 0 to 1 (Breck and others 2019).")]
public sealed record LInfinity : BinnedStatistic
{
    [Param("Random shuffles for a p-value; with 0 there is none.", Min = 0, Max = 1_000_000)]
    public int Permutations { get; init; }

    public override StatisticResult Compare(BinnedPair pair)
    {
        var distance = Distance(pair);
        return new StatisticResult(distance) { Effect = distance };
    }

    protected override StatisticResult Compare(BinnedPair pair, ulong seed)
    {
        var result = Compare(pair);
        return Permutations == 0 ? result : result with { PValue = TableShuffles.PValue(pair, Permutations, seed, Distance) };
    }

    static double Distance(BinnedPair pair)
    {
        var (p, q, sum) = (pair.ReferenceShares, pair.CurrentShares, 0.0);
        for (var i = 0; i < p.Length; i++)
        {
            var gap = Math.Abs(p[i] - q[i]);
            sum = Math.Max(sum, gap);
        }
        return sum;
    }
}
