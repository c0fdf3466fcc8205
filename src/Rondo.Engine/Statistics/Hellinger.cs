using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>The distance of Hellinger (1909) between shares, from 0 to 1.</summary>
[Part("hellinger", "Hellinger distance between shares, from 0 to 1 (Hellinger 1909).")]
public sealed record Hellinger : BinnedStatistic
{
    public override StatisticResult Compare(BinnedPair pair)
    {
        var (p, q, sum) = (pair.ReferenceShares, pair.CurrentShares, 0.0);
        for (var i = 0; i < p.Length; i++)
        {
            var gap = Math.Sqrt(p[i]) - Math.Sqrt(q[i]);
            sum += gap * gap;
        }
        var distance = Math.Min(1, Math.Sqrt(sum / 2));
        return new StatisticResult(distance) { Effect = distance };
    }
}
