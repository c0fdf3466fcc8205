using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>The G-test (Wilks 1938). Values equal scipy.stats.power_divergence's, or chi2_contingency's for homogeneity, with lambda_ log-likelihood.</summary>
[Part("g_test", "Likelihood-ratio test of counts, current against reference (Wilks 1938; scipy.stats.power_divergence).")]
public sealed record GTest : BinnedStatistic
{
    [Param("Whether the current counts should fit the reference's shares, or both samples one distribution.")]
    public CountTestMode Mode { get; init; }

    [Param("In homogeneity with two values: whether counts move half a step towards expectation (Yates 1934).")]
    public bool Correction { get; init; } = true;

    [Param("Random shuffles for the p-value, for small counts; 0 takes the chi-square distribution.", Min = 0, Max = 1_000_000)]
    public int Permutations { get; init; }

    public override StatisticResult Compare(BinnedPair pair) => CountTest.Compare(pair, Mode, Correction, Term);

    protected override StatisticResult Compare(BinnedPair pair, ulong seed)
    {
        var result = Compare(pair);
        if (Permutations == 0) return result;
        return result with { PValue = TableShuffles.PValue(pair.Occupied(), Permutations, seed, table => CountTest.Table(table, false, Term)) };
    }

    static double Term(double observed, double expected) => observed == 0 ? 0 : 2 * observed * Functions.Log(observed / expected);
}
