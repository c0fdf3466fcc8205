using Rondo.Engine.Catalog;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics;

/// <summary>The rank-sum test of Mann and Whitney (1947). Values equal scipy.stats.mannwhitneyu's, two-sided by default.</summary>
[Part("mann_whitney", "Mann-Whitney test: whether values of one sample tend to be larger (Mann and Whitney 1947; scipy.stats.mannwhitneyu).")]
public sealed record MannWhitney : ISampleStatistic
{
    [Param("Which difference to look for; less: the reference's values tend to be smaller.")]
    public Alternative Alternative { get; init; }

    public StatisticResult Compare(NumberSample reference, NumberSample current)
    {
        double m = reference.Count, n = current.Count, all = m + n;
        var (doubledRankSum, ties, hasTies) = (Int128.Zero, 0.0, false);
        foreach (var tie in new MergedRanks(reference.Sorted, current.Sorted))
        {
            doubledRankSum += (Int128)tie.InFirst * tie.DoubledRank;
            if (tie.Count == 1) continue;
            hasTies = true;
            ties += (double)tie.Count * tie.Count * tie.Count - tie.Count;
        }
        var u = (double)doubledRankSum / 2 - m * (m + 1) / 2;
        var larger = Alternative switch { Alternative.Less => m * n - u, Alternative.Greater => u, _ => Math.Max(u, m * n - u) };
        var isExact = !hasTies && RankSumDistribution.IsExact(reference.Count, current.Count);
        var result = new StatisticResult(u) { Effect = 2 * u / (m * n) - 1 };
        double p;
        if (isExact) p = RankSumDistribution.UpperTail(reference.Count, current.Count, (long)larger);
        else
        {
            var deviation = Math.Sqrt(m * n / 12 * (all + 1 - ties / (all * (all - 1))));
            // Half a step towards the mean: U is whole, the normal distribution is not.
            // Where all values are equal nothing deviates, and nothing speaks for a difference.
            p = deviation > 0 ? NormalDistribution.UpperTail((larger - m * n / 2 - 0.5) / deviation) : 1;
        }
        if (Alternative == Alternative.TwoSided) p *= 2;
        return result with { PValue = Math.Clamp(p, 0, 1), Details = [new("method", isExact ? "exact" : "asymptotic"), new("ties", hasTies)] };
    }
}
