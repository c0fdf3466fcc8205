using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics;

/// <summary>How a p-value is found.</summary>
public enum PValueMethod
{
    /// <summary>Exactly for samples of up to 10,000, else asymptotically.</summary>
    Auto,
    Exact,
    Asymptotic,
}

/// <summary>The test of Kolmogorov and Smirnov (Smirnov 1939; Hodges 1958). Values equal scipy.stats.ks_2samp's.</summary>
[Part("ks", "Kolmogorov-Smirnov test: the largest gap between two distribution functions (Smirnov 1939; scipy.stats.ks_2samp).")]
public sealed record KolmogorovSmirnov : ISampleStatistic
{
    private const int MostExact = 10_000;
    private const double MostPaths = 4e8;

    [Param("Which difference to look for; greater: the reference's distribution function lies above, so its values are smaller.")]
    public Alternative Alternative { get; init; }

    [Param("How the p-value is found; auto is exact up to 10,000 values in either sample.")]
    public PValueMethod Method { get; init; }

    public StatisticResult Compare(NumberSample reference, NumberSample current) => Judge(Gap.Of(reference.Sorted, current.Sorted), reference.Count, current.Count);

    /// <summary>The same against a profile: the gap at its points, which is all of it when the profile has every value, and never more.</summary>
    public StatisticResult Compare(NumberProfile reference, NumberSample current) => Judge(Gap.Of(reference, current), reference.Count, current.Count);

    StatisticResult Judge(Gap gap, int m, int n)
    {
        var (size, at, sign) = Alternative switch
        {
            Alternative.Greater => (gap.Above, gap.AboveAt, 1),
            Alternative.Less => (gap.Below, gap.BelowAt, -1),
            _ => gap.Above >= gap.Below ? (gap.Above, gap.AboveAt, 1) : (gap.Below, gap.BelowAt, -1),
        };
        var d = (double)size / ((double)m * n);
        var h = (long)(size / SmirnovPaths.Divisor(m, n));
        var isExact = Method == PValueMethod.Exact || (Method == PValueMethod.Auto && Math.Max(m, n) <= MostExact && HasExact(m, n));
        if (isExact && (double)m * n > MostPaths) throw new RondoException("too_many_values", FormattableString.Invariant($"An exact p-value of {m} and {n} values would take too long."), "Leave method=auto: with so many values the asymptotic one is as good.");
        var p = h == 0 ? 1 : isExact ? Exact(m, n, h) : Limit(m, n, d);
        return new StatisticResult(d) { PValue = Math.Clamp(p, 0, 1), Effect = d }
            .With("method", isExact ? "exact" : "asymptotic")
            .With("location", at)
            .With("sign", sign);
    }

    // One-sided paths of unequal samples are all visited, so they must be few; scipy's count overflows there too.
    bool HasExact(int m, int n) => Alternative == Alternative.TwoSided || m == n || Functions.LogChoose((double)m + n, m) < 709;

    double Exact(int m, int n, long h) => Alternative == Alternative.TwoSided ? SmirnovPaths.TwoSided(m, n, h) : SmirnovPaths.OneSided(m, n, h);

    double Limit(int m, int n, double d)
    {
        var (large, small) = ((double)Math.Max(m, n), (double)Math.Min(m, n));
        var effective = large * small / (large + small);
        if (Alternative == Alternative.TwoSided) return KolmogorovDistribution.UpperTail(d, (int)Math.Round(effective, MidpointRounding.ToEven));
        // Hodges (1958), formula 5.3.
        var z = Math.Sqrt(effective) * d;
        return Functions.Exp(-2 * z * z - 2 * z * (large + 2 * small) / Math.Sqrt(large * small * (large + small)) / 3);
    }

    /// <summary>The largest distance of the first distribution function above and below the second, times m n: whole, so that ties are exact.</summary>
    readonly record struct Gap(long Above, double AboveAt, long Below, double BelowAt)
    {
        // Between two points the profile's function is level and the sample's rises: its ends there are all that count.
        public static Gap Of(NumberProfile x, NumberSample y)
        {
            var gap = new Gap(0, x.Lowest, 0, x.Lowest);
            for (var i = 0; i < x.Points.Length; i++)
            {
                var point = x.Points[i];
                gap = gap.With(x.Below[i] * (long)y.Count - (long)y.CountBelow(point) * x.Count, point).With(x.UpTo[i] * (long)y.Count - (long)y.CountUpTo(point) * x.Count, point);
            }
            return gap;
        }

        Gap With(long distance, double at) =>
            distance > Above ? this with { Above = distance, AboveAt = at } : -distance > Below ? this with { Below = -distance, BelowAt = at } : this;

        public static Gap Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            var gap = new Gap(0, x[0], 0, x[0]);
            for (int i = 0, j = 0; i < x.Length && j < y.Length;)
            {
                var value = Math.Min(x[i], y[j]);
                while (i < x.Length && x[i] == value) i++;
                while (j < y.Length && y[j] == value) j++;
                gap = gap.With((long)i * y.Length - (long)j * x.Length, value);
            }
            return gap;
        }
    }
}
