using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>The k-sample test of Anderson and Darling with mean ranks (Scholz and Stephens 1987), for two samples. Values equal scipy.stats.anderson_ksamp's.</summary>
[Part("anderson_darling", "Anderson-Darling test: gaps between two distribution functions, the tails weighing more (Scholz and Stephens 1987; scipy.stats.anderson_ksamp).")]
public sealed record AndersonDarling : ISampleStatistic
{
    private static readonly double[] s_levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
    // Table 2 of Scholz and Stephens for two samples: the three columns summed.
    private static readonly double[] s_criticals = [0.675 - 0.245 - 0.105, 1.281 + 0.25 - 0.305, 1.645 + 0.678 - 0.362, 1.96 + 1.149 - 0.391, 2.326 + 1.822 - 0.396, 2.573 + 2.364 - 0.345, 3.085 + 3.615 - 0.154];

    public StatisticResult Compare(NumberSample reference, NumberSample current)
    {
        double m = reference.Count, n = current.Count, all = m + n;
        if (reference.IsConstant && current.IsConstant && reference.Lowest == current.Lowest)
            throw new RondoException("undefined_statistic", "All values of both samples are equal: anderson_darling needs at least two different ones.", "Leave the column out, or use ks, which calls equal constants equal.");
        if (all < 4) throw new RondoException("too_few_values", $"anderson_darling needs at least 4 values in both samples together, and there are {all}.", "Wait for more rows.");
        var (first, second) = (0.0, 0.0);
        foreach (var tie in new MergedRanks(reference.Sorted, current.Sorted))
        {
            var (count, before) = ((double)tie.Count, tie.Below + tie.Count / 2.0);
            var weight = count / all / (before * (all - before) - all * count / 4);
            var (inFirst, inSecond) = (tie.FirstBelow + tie.InFirst / 2.0, tie.SecondBelow + tie.InSecond / 2.0);
            first += weight * Square(all * inFirst - before * m);
            second += weight * Square(all * inSecond - before * n);
        }
        var raw = (first / m + second / n) * (all - 1) / all;
        var statistic = (raw - 1) / Math.Sqrt(Variance(m, n));
        var (p, note) = PValue(statistic);
        var result = new StatisticResult(statistic) { PValue = p }.With("critical_values", s_criticals).With("levels", s_levels);
        return note is null ? result : result.With("note", note);
    }

    static double Square(double x) => x * x;

    static double Variance(double m, double n)
    {
        const int K = 2;
        var all = m + n;
        var inverses = 1 / m + 1 / n;
        // h = 1 + 1/2 + ... + 1/(N - 1); g = the sum over i < j of 1 / ((N - i) j).
        var (partial, g) = (0.0, 0.0);
        for (var i = all - 1; i >= 2; i--)
        {
            partial += 1 / i;
            g += partial / (all - i + 1);
        }
        var h = partial + 1;
        var a = (4 * g - 6) * (K - 1) + (10 - 6 * g) * inverses;
        var b = (2 * g - 4) * K * K + 8 * h * K + (2 * g - 14 * h - 4) * inverses - 8 * h + 4 * g - 6;
        var c = (6 * h + 2 * g - 2) * K * K + (4 * h - 4 * g + 6) * K + (2 * h - 6) * inverses + 4 * h;
        var d = (2 * h + 6) * K * K - 4 * h * K;
        return (((a * all + b) * all + c) * all + d) / ((all - 1) * (all - 2) * (all - 3));
    }

    // A parabola through the logarithms of the tabled levels; outside the table only a bound is known.
    static (double P, string? Note) PValue(double statistic)
    {
        if (statistic < s_criticals[0]) return (0.25, "The p-value is at least 0.25; smaller statistics are not tabled.");
        if (statistic > s_criticals[^1]) return (0.001, "The p-value is at most 0.001; larger statistics are not tabled.");
        var (constant, slope, bend) = Parabola();
        return (Functions.Exp(constant + slope * statistic + bend * statistic * statistic), null);
    }

    // Least squares with three unknowns, by Cramer's rule.
    static (double Constant, double Slope, double Bend) Parabola()
    {
        Span<double> powers = stackalloc double[5];
        Span<double> products = stackalloc double[3];
        for (var i = 0; i < s_levels.Length; i++)
        {
            var (x, power) = (s_criticals[i], 1.0);
            for (var p = 0; p < 5; p++)
            {
                powers[p] += power;
                if (p < 3) products[p] += power * Functions.Log(s_levels[i]);
                power *= x;
            }
        }
        double s0 = powers[0], s1 = powers[1], s2 = powers[2], s3 = powers[3], s4 = powers[4];
        double t0 = products[0], t1 = products[1], t2 = products[2];
        var all = Determinant(s0, s1, s2, s1, s2, s3, s2, s3, s4);
        return (Determinant(t0, s1, s2, t1, s2, s3, t2, s3, s4) / all,
            Determinant(s0, t0, s2, s1, t1, s3, s2, t2, s4) / all,
            Determinant(s0, s1, t0, s1, s2, t1, s2, s3, t2) / all);
    }

    static double Determinant(double a, double b, double c, double d, double e, double f, double g, double h, double i) =>
        a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
