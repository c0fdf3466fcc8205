using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics.Distributions;

/// <summary>The Cramer-von Mises distance of two samples of one distribution.</summary>
static class CramerVonMisesDistribution
{
    /// <summary>In the limit of many values (Anderson and Darling 1952): the probability of at least x.</summary>
    public static double LimitUpperTail(double x)
    {
        if (x < 0.003) return 1;
        var below = 0.0;
        for (var k = 0; k < 100; k++)
        {
            var y = 4 * k + 1;
            var q = y * y / (16 * x);
            var weight = Functions.Exp(Functions.LogGamma(k + 0.5) - Functions.LogGamma(k + 1)) / (Math.PI * Math.Sqrt(Math.PI * x));
            var term = weight * Math.Sqrt(y) * BesselTimesExp(q);
            below += term;
            // scipy stops here too, that values agree: p-values below 1e-8 come out a little too large, never too small.
            if (term < 1e-7) break;
        }
        return Math.Clamp(1 - below, 0, 1);
    }

    /// <summary>
    /// exp(-q) K(q), with the modified Bessel function of order 1/4 as the integral of exp(-q cosh t) cosh(t / 4),
    /// where the trapezoidal rule converges faster than any power.
    /// </summary>
    static double BesselTimesExp(double q)
    {
        const double Step = 1.0 / 64;
        var sum = 0.5 * Functions.Exp(-2 * q);
        for (var n = 1; n < 64 * 30; n++)
        {
            var t = n * Step;
            var (up, down) = (Functions.Exp(t), Functions.Exp(-t));
            var quarter = Math.Sqrt(Math.Sqrt(up));
            var term = Functions.Exp(-q * (1 + 0.5 * (up + down))) * 0.5 * (quarter + 1 / quarter);
            sum += term;
            if (term < 1e-19 * sum) break;
        }
        return sum * Step;
    }

    /// <summary>
    /// Exactly, for few values without ties (Xiao, Gordon and Yakovlev 2007): counts the lattice paths by the sum of
    /// their squared distances from the diagonal, in units of 1 / lcm(m, n).
    /// </summary>
    public static double ExactUpperTail(int m, int n, long zeta)
    {
        var divisor = SmirnovPaths.Divisor(m, n);
        long a = n / divisor, b = m / divisor;
        var column = new PathSums[m + 1];
        for (var u = 0; u <= n; u++)
        {
            for (var v = 0; v <= m; v++)
            {
                var arrived = u == 0 && v == 0 ? PathSums.Start : PathSums.Merge(v == 0 ? null : column[v - 1], u == 0 ? null : column[v]);
                column[v] = arrived.Plus((a * v - b * u) * (a * v - b * u));
            }
        }
        return column[m].ShareFrom(zeta);
    }

    /// <summary>How many paths have each sum, by ascending sum.</summary>
    private sealed record PathSums(long[] Sums, double[] Paths)
    {
        public static PathSums Start { get; } = new([0], [1]);

        public PathSums Plus(long distance) => new(Array.ConvertAll(Sums, s => s + distance), Paths);

        public static PathSums Merge(PathSums? x, PathSums? y)
        {
            if (x is null || y is null) return x ?? y!;
            var (sums, paths) = (new List<long>(x.Sums.Length + y.Sums.Length), new List<double>(x.Sums.Length + y.Sums.Length));
            for (int i = 0, j = 0; i < x.Sums.Length || j < y.Sums.Length;)
            {
                var next = Math.Min(i < x.Sums.Length ? x.Sums[i] : long.MaxValue, j < y.Sums.Length ? y.Sums[j] : long.MaxValue);
                var count = 0.0;
                if (i < x.Sums.Length && x.Sums[i] == next) count += x.Paths[i++];
                if (j < y.Sums.Length && y.Sums[j] == next) count += y.Paths[j++];
                sums.Add(next);
                paths.Add(count);
            }
            return new PathSums([.. sums], [.. paths]);
        }

        public double ShareFrom(long zeta)
        {
            var (from, all) = (0.0, 0.0);
            for (var i = 0; i < Sums.Length; i++)
            {
                all += Paths[i];
                if (Sums[i] >= zeta) from += Paths[i];
            }
            return from / all;
        }
    }
}
