using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics;

/// <summary>The t-test of differences that belong together row by row. Values equal scipy.stats.ttest_rel's.</summary>
[Part("paired_t_test", "Paired t-test: whether the mean of row-by-row differences is zero (Student 1908; scipy.stats.ttest_rel).")]
public sealed record PairedStudentTest : IStatistic
{
    [Param("Which difference to look for; less: the reference's values are the smaller ones.")]
    public Alternative Alternative { get; init; }

    [Param("The interval of the mean difference misses the truth with this probability.", Min = 1e-9, Max = 0.999999)]
    public double Alpha { get; init; } = 0.05;

    public StatisticResult Compute(StatisticInput input) => Of(input.Differences());

    /// <param name="differences">Finite, one for each row.</param>
    /// <exception cref="RondoException">There are fewer than two, or they are all one number.</exception>
    public StatisticResult Of(double[] differences)
    {
        if (differences.Length < 2)
            throw new RondoException("too_few_values", $"paired_t_test needs at least 2 pairs, and there {(differences.Length == 1 ? "is 1" : "are 0")}.", "Wait for more rows.");
        var (mean, deviation) = Moments.Of(differences);
        var n = (double)differences.Length;
        var error = deviation / Math.Sqrt(n - 1);
        if (!(error > 0))
            throw new RondoException("zero_variance", FormattableString.Invariant($"Every difference is {mean}, so paired_t_test is undefined."), "Compare the two constants directly.");
        var (t, degrees) = (mean / error, n - 1);
        return new StatisticResult(t)
        {
            PValue = StudentDistribution.PValue(t, degrees, Alternative),
            Effect = mean,
            Interval = IntervalOf(mean, error, degrees),
        }.With("degrees_of_freedom", degrees).With("standard_error", error).With("pairs", n);
    }

    (double Low, double High)? IntervalOf(double mean, double error, double degrees)
    {
        if (Alternative != Alternative.TwoSided) return null;
        var half = StudentDistribution.UpperQuantile(Alpha / 2, degrees) * error;
        return (mean - half, mean + half);
    }
}
