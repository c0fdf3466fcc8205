using Rondo.Engine.Catalog;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics;

/// <summary>The two-sample criterion of Cramer and von Mises (Anderson 1962). Values equal scipy.stats.cramervonmises_2samp's.</summary>
[Part("cramer_von_mises", "Cramer-von Mises test: the squared gap between two distribution functions (Anderson 1962; scipy.stats.cramervonmises_2samp).")]
public sealed record CramerVonMises : ISampleStatistic
{
    // As scipy: from here on the limit is close, and the exact count slow.
    private const int MostExact = 20;

    public StatisticResult Compare(NumberSample reference, NumberSample current)
    {
        reference.AtLeast(2, "cramer_von_mises");
        current.AtLeast(2, "cramer_von_mises");
        int m = reference.Count, n = current.Count;
        var fourfold = FourfoldU(reference.Sorted, current.Sorted);
        double all = (double)m + n, product = (double)m * n;
        var t = (double)fourfold / 4 / (product * all) - (4 * product - 1) / (6 * all);
        var isExact = Math.Max(m, n) <= MostExact;
        return new StatisticResult(t) { PValue = isExact ? Exact(m, n, fourfold) : Limit(m, n, t) }.With("method", isExact ? "exact" : "asymptotic");
    }

    // U = m sum (r_i - i)^2 + n sum (s_j - j)^2 with mean ranks; four times that is whole.
    static Int128 FourfoldU(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (first, second) = (Int128.Zero, Int128.Zero);
        foreach (var tie in new MergedRanks(x, y))
        {
            first += Squares(tie.DoubledRank, tie.FirstBelow, tie.InFirst);
            second += Squares(tie.DoubledRank, tie.SecondBelow, tie.InSecond);
        }
        return first * x.Length + second * y.Length;
    }

    static Int128 Squares(long doubledRank, int below, int count)
    {
        var sum = Int128.Zero;
        for (var i = 1; i <= count; i++)
        {
            var distance = doubledRank - 2L * (below + i);
            sum += (Int128)distance * distance;
        }
        return sum;
    }

    static double Exact(int m, int n, Int128 fourfold)
    {
        Int128 lcm = (long)m / SmirnovPaths.Divisor(m, n) * n, product = (long)m * n;
        // The same sum in units of the lattice, rounded down where ties make it a fraction.
        var above = lcm * lcm * (m + n) * (6 * fourfold - 4 * product * (4 * product - 1));
        var below = 24 * product * product;
        var zeta = above >= 0 ? above / below : -((-above + below - 1) / below);
        return CramerVonMisesDistribution.ExactUpperTail(m, n, (long)zeta);
    }

    static double Limit(double m, double n, double t)
    {
        double all = m + n, product = m * n;
        var mean = (1 + 1 / all) / 6;
        var variance = (all + 1) * (4 * product * all - 3 * (m * m + n * n) - 2 * product) / (45 * all * all * 4 * product);
        return CramerVonMisesDistribution.LimitUpperTail(1.0 / 6 + (t - mean) / Math.Sqrt(45 * variance));
    }
}
