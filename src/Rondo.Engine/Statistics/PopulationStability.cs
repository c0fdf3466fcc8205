using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>The population stability index, Jeffreys' divergence of the shares (Lewis 1994; values equal Evidently's for its bins).</summary>
[Part("psi", "Population stability index: the sum of (current - reference) ln(current / reference) over shares (Lewis 1994).")]
public sealed record PopulationStability : BinnedStatistic
{
    [Param("What stands for a share of 0; without it 0.0001, or a millionth of the smallest share if that is less.", Min = 1e-300, Max = 1)]
    public double? Epsilon { get; init; }

    public override StatisticResult Compare(BinnedPair pair)
    {
        var (reference, current) = (ShareDistances.Filled(pair.ReferenceShares, Epsilon), ShareDistances.Filled(pair.CurrentShares, Epsilon));
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++) sum += (reference[i] - current[i]) * Functions.Log(reference[i] / current[i]);
        return new StatisticResult(sum) { Effect = sum };
    }
}
