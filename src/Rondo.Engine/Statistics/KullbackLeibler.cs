using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>The divergence of Kullback and Leibler (1951) of the reference from the current sample. Values equal scipy.stats.entropy's on filled shares.</summary>
[Part("kl", "Kullback-Leibler divergence of the reference from the current shares, in nats (Kullback and Leibler 1951; scipy.stats.entropy).")]
public sealed record KullbackLeibler : BinnedStatistic
{
    [Param("What stands for a share of 0; without it 0.0001, or a millionth of the smallest share if that is less.", Min = 1e-300, Max = 1)]
    public double? Epsilon { get; init; }

    public override StatisticResult Compare(BinnedPair pair)
    {
        var reference = ShareDistances.Normalised(ShareDistances.Filled(pair.ReferenceShares, Epsilon));
        var current = ShareDistances.Normalised(ShareDistances.Filled(pair.CurrentShares, Epsilon));
        var divergence = ShareDistances.Divergence(reference, current);
        return new StatisticResult(divergence) { Effect = divergence };
    }
}
