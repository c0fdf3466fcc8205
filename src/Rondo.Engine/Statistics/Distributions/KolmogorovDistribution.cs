using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics.Distributions;

/// <summary>
/// The largest gap between the distribution function of n values and the one that they are drawn from, two-sided.
/// Exact below some hundreds of values and in the tails, else the expansion of Pelz and Good (1976),
/// as laid out by Simard and L'Ecuyer (2011), with the limits that scipy.stats.kstwo uses.
/// </summary>
static class KolmogorovDistribution
{
    private const double RootTwoPi = 2.5066282746310005024;
    private const double RootHalfPi = 1.2533141373155002512;

    /// <summary>The probability of a gap of at least d.</summary>
    public static double UpperTail(double d, int n)
    {
        var t = n * d;
        if (d >= 1) return 0;
        if (t <= 0.5) return 1;
        if (t <= 1) return 1 - Functions.Exp(Functions.LogGamma(n + 1) + n * Functions.Log((2 * t - 1) / n));
        if (t >= n - 1) return 2 * Functions.Pow(1 - d, n);
        var square = t * d;
        if (d >= 0.5 || square > (n <= 140 ? 4 : 2.2)) return square >= 370 ? 0 : Math.Clamp(2 * OneSidedTail(d, n), 0, 1);
        var below = n <= 140 || (n <= 100_000 && n * d * Math.Sqrt(d) <= 1.4) ? Exact(d, n) : PelzGood(d, n);
        return Math.Clamp(1 - below, 0, 1);
    }

    /// <summary>
    /// The same on one side: an exact sum of positive terms (Birnbaum and Tingey 1951); of more than a million values
    /// its limit with the first correction (Maag and Dicaire 1971).
    /// </summary>
    static double OneSidedTail(double d, int n)
    {
        if (n > 1_000_000) return Functions.Exp(-(6.0 * n * d + 1) * (6.0 * n * d + 1) / (18.0 * n));
        var (sum, choose) = (0.0, 0.0);
        for (var j = 0; j <= n * (1 - d); j++)
        {
            var share = d + (double)j / n;
            if (share >= 1) break;
            // Step by step, and anew now and then, so that rounding can't pile up.
            choose = (j & 1023) == 0 ? Functions.LogChoose(n, j) : choose + Functions.Log((double)(n - j + 1) / j);
            sum += Functions.Exp(choose + (n - j) * Functions.Log1P(-share) + (j - 1) * Functions.Log(share));
        }
        return d * sum;
    }

    /// <summary>Durbin's matrix to the power of n (Marsaglia, Tsang and Wang 2003), rescaled by powers of two.</summary>
    static double Exact(double d, int n)
    {
        var k = (int)(n * d) + 1;
        var (m, h) = (2 * k - 1, k - n * d);
        var step = new double[m * m];
        for (var i = 0; i < m; i++)
            for (var j = 0; j < m; j++) step[i * m + j] = i - j + 1 < 0 ? 0 : 1;
        for (var i = 0; i < m; i++)
        {
            step[i * m] -= Functions.Pow(h, i + 1);
            step[(m - 1) * m + i] -= Functions.Pow(h, m - i);
        }
        step[(m - 1) * m] += 2 * h - 1 > 0 ? Functions.Pow(2 * h - 1, m) : 0;
        for (var i = 0; i < m; i++)
            for (var j = 0; j <= Math.Min(i, m - 1); j++)
                for (var g = 2; g <= i - j + 1; g++) step[i * m + j] /= g;
        var (power, exponent) = Power(step, m, n);
        var value = power[(k - 1) * m + k - 1];
        // n! / n^n, one factor at a time.
        for (var i = 1; i <= n; i++)
        {
            value *= (double)i / n;
            if (value >= 1e-140) continue;
            value = Math.ScaleB(value, 460);
            exponent -= 460;
        }
        return Math.ScaleB(value, exponent);
    }

    static (double[] Matrix, int Exponent) Power(double[] matrix, int m, int n)
    {
        if (n == 1) return (matrix, 0);
        var (half, exponent) = Power(matrix, m, n / 2);
        var power = Product(half, half, m);
        exponent *= 2;
        if (n % 2 == 1) power = Product(power, matrix, m);
        if (power[m / 2 * m + m / 2] > 1e140)
        {
            for (var i = 0; i < power.Length; i++) power[i] = Math.ScaleB(power[i], -460);
            exponent += 460;
        }
        return (power, exponent);
    }

    static double[] Product(double[] a, double[] b, int m)
    {
        var product = new double[m * m];
        for (var i = 0; i < m; i++)
            for (var k = 0; k < m; k++)
                for (var j = 0; j < m; j++) product[i * m + j] += a[i * m + k] * b[k * m + j];
        return product;
    }

    static double PelzGood(double d, int n)
    {
        var z = Math.Sqrt(n) * d;
        var (z2, z4, z6) = (z * z, z * z * z * z, z * z * z * z * z * z);
        const double Pi2 = Math.PI * Math.PI;
        double k0 = 0, k1 = 0, k2 = 0, k3 = 0, whole2 = 0, whole3 = 0;
        for (var k = 0; k < 200; k++)
        {
            var (half, full) = ((k + 0.5) * (k + 0.5) * Pi2, k * k * Pi2);
            var (atHalf, atFull) = (2 * Functions.Exp(-half / (2 * z2)), 2 * Functions.Exp(-full / (2 * z2)));
            if (atHalf == 0) break;
            k0 += atHalf;
            k1 += (half - z2) * atHalf;
            k2 += (6 * z6 + 2 * z4 + half * (2 * z4 - 5 * z2) + half * half * (1 - 2 * z2)) * atHalf;
            k3 += (half * half * half * (5 - 30 * z2) + half * half * (-60 * z2 + 212 * z4) + half * (135 * z4 - 96 * z6) - 30 * z6 - 90 * z4 * z4) * atHalf;
            whole2 += full * atFull;
            whole3 += (3 * full * z2 - full * full) * atFull;
        }
        var root = Math.Sqrt(n);
        // scipy halves the last sum, which moves the seventh digit; so do we, that values agree.
        return RootTwoPi / z / 2 * k0
            + RootHalfPi / (6 * z4) * k1 / root
            + (RootHalfPi / (72 * z6 * z) * k2 - RootHalfPi / (36 * z2 * z) * whole2) / n
            + (RootHalfPi / (6480 * z6 * z4) * k3 + RootHalfPi / (216 * z6) * whole3) / (n * root);
    }
}
