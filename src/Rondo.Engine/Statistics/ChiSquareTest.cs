using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>The chi-square test of Pearson (1900). Values equal scipy.stats.chisquare's, or chi2_contingency's for homogeneity.</summary>
[Part("chi_square", "Pearson's chi-square test of counts, current against reference (Pearson 1900; scipy.stats.chisquare and chi2_contingency).")]
public sealed record ChiSquareTest : BinnedStatistic
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

    static double Term(double observed, double expected) => (observed - expected) * (observed - expected) / expected;
}
