using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics;

/// <summary>The test of Epps and Singleton (1986) at 0.4 and 0.8 of the joint half interquartile range. Values equal scipy.stats.epps_singleton_2samp's.</summary>
[Part("epps_singleton", "Epps-Singleton test: the gap between two characteristic functions (Epps and Singleton 1986; scipy.stats.epps_singleton_2samp).")]
public sealed record EppsSingleton : ISampleStatistic
{
    private const int Size = 4;

    public StatisticResult Compare(NumberSample reference, NumberSample current)
    {
        foreach (var sample in (NumberSample[])[reference, current]) sample.AtLeast(5, "epps_singleton").Finite("their characteristic function is not defined");
        double m = reference.Count, n = current.Count, all = m + n;
        var together = NumberSample.Of([.. reference.Sorted, .. current.Sorted], "reference and current");
        var sigma = (together.Quantile(0.75) - together.Quantile(0.25)) / 2;
        if (!(sigma > 0)) throw new RondoException("zero_variance", "Half of the values of both samples together are equal, so epps_singleton has no scale.", "Use chi_square or ks.");
        var (first, second) = (Waves(reference.Sorted, sigma), Waves(current.Sorted, sigma));
        var covariance = new double[Size * Size];
        for (var i = 0; i < covariance.Length; i++) covariance[i] = all / m * first.Covariance[i] + all / n * second.Covariance[i];
        var (quadratic, rank) = InverseForm(covariance, first.Means, second.Means);
        var statistic = all * quadratic;
        if (Math.Max(m, n) < 25) statistic /= 1 + Functions.Pow(all, -0.45) + 10.1 * (Functions.Pow(m, -1.7) + Functions.Pow(n, -1.7));
        return new StatisticResult(statistic) { PValue = ChiSquareDistribution.UpperTail(statistic, rank) }.With("degrees_of_freedom", rank);
    }

    static (double[] Means, double[] Covariance) Waves(ReadOnlySpan<double> values, double sigma)
    {
        var waves = new double[Size][];
        for (var w = 0; w < Size; w++) waves[w] = new double[values.Length];
        var (slowPace, fastPace) = (0.4 / sigma, 0.8 / sigma);
        for (var i = 0; i < values.Length; i++)
        {
            var (slow, fast) = (slowPace * values[i], fastPace * values[i]);
            (waves[0][i], waves[1][i], waves[2][i], waves[3][i]) = (Functions.Cos(slow), Functions.Cos(fast), Functions.Sin(slow), Functions.Sin(fast));
        }
        var means = Array.ConvertAll(waves, w => Moments.Mean(w));
        for (var w = 0; w < Size; w++)
            for (var i = 0; i < values.Length; i++) waves[w][i] -= means[w];
        var covariance = new double[Size * Size];
        for (var a = 0; a < Size; a++)
            for (var b = 0; b < Size; b++) covariance[a * Size + b] = Reductions.Dot(waves[a], waves[b]) / values.Length;
        return (means, covariance);
    }

    /// <summary>d' C^+ d with the pseudo-inverse, and the rank, by Jacobi's rotations.</summary>
    static (double Form, int Rank) InverseForm(double[] covariance, double[] x, double[] y)
    {
        var (a, v) = ((double[])covariance.Clone(), new double[Size * Size]);
        for (var i = 0; i < Size; i++) v[i * Size + i] = 1;
        for (var sweep = 0; sweep < 60; sweep++)
            for (var p = 0; p < Size; p++)
                for (var q = p + 1; q < Size; q++) Rotate(a, v, p, q);
        var largest = 0.0;
        for (var i = 0; i < Size; i++) largest = Math.Max(largest, Math.Abs(a[i * Size + i]));
        var (form, rank) = (0.0, 0);
        for (var i = 0; i < Size; i++)
        {
            var eigenvalue = a[i * Size + i];
            if (Math.Abs(eigenvalue) <= 1e-15 * largest) continue;
            var along = 0.0;
            for (var k = 0; k < Size; k++) along += v[k * Size + i] * (x[k] - y[k]);
            form += along * along / eigenvalue;
            rank++;
        }
        return (form, rank);
    }

    static void Rotate(double[] a, double[] v, int p, int q)
    {
        var apq = a[p * Size + q];
        if (apq == 0) return;
        var theta = (a[q * Size + q] - a[p * Size + p]) / (2 * apq);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var k = 0; k < Size; k++) (a[k * Size + p], a[k * Size + q]) = (c * a[k * Size + p] - s * a[k * Size + q], s * a[k * Size + p] + c * a[k * Size + q]);
        for (var k = 0; k < Size; k++) (a[p * Size + k], a[q * Size + k]) = (c * a[p * Size + k] - s * a[q * Size + k], s * a[p * Size + k] + c * a[q * Size + k]);
        for (var k = 0; k < Size; k++) (v[k * Size + p], v[k * Size + q]) = (c * v[k * Size + p] - s * v[k * Size + q], s * v[k * Size + p] + c * v[k * Size + q]);
    }
}
