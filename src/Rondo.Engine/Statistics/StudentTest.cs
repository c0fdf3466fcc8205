using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics;

/// <summary>What is taken for the variances of two groups.</summary>
public enum VarianceRule
{
    /// <summary>Each group has its own (Welch 1947).</summary>
    Welch,
    /// <summary>Both have one, estimated from both (Student 1908).</summary>
    Pooled,
}

/// <summary>The t-test of two means. Values equal scipy.stats.ttest_ind's.</summary>
[Part("t_test", "Two-sample t-test of means, with Welch's degrees of freedom or a pooled variance (Welch 1947; scipy.stats.ttest_ind).")]
public sealed record StudentTest : ISampleStatistic
{
    [Param("Which difference to look for; less: the mean of the reference, or of the treatment, is the smaller one.")]
    public Alternative Alternative { get; init; }

    [Param("Whether each group has a variance of its own (welch), or both one (pooled).")]
    public VarianceRule Variance { get; init; }

    [Param("The interval of the difference misses the truth with this probability.", Min = 1e-9, Max = 0.999999)]
    public double Alpha { get; init; } = 0.05;

    public StatisticResult Compare(NumberSample reference, NumberSample current) =>
        Compare(Arm.Of(reference.Finite("their mean is not defined")), Arm.Of(current.Finite("their mean is not defined")));

    /// <summary>The mean of the first minus that of the second.</summary>
    public StatisticResult Compare(Arm first, Arm second)
    {
        first.WithVariance("t_test");
        second.WithVariance("t_test");
        var (squaredError, degrees) = Variance == VarianceRule.Pooled ? Pooled(first, second) : Welch(first, second);
        if (squaredError == 0)
            throw new RondoException("zero_variance", $"Neither '{first.Name}' nor '{second.Name}' varies, so t_test is undefined.", "Compare the two constants directly, or use ks.");
        var (difference, error) = (first.Mean - second.Mean, Math.Sqrt(squaredError));
        var t = difference / error;
        return new StatisticResult(t)
        {
            PValue = StudentDistribution.PValue(t, degrees, Alternative),
            Effect = difference,
            Interval = IntervalOf(difference, error, degrees),
        }.With("degrees_of_freedom", degrees).With("standard_error", error).With("cohens_d", difference / Math.Sqrt(PooledVariance(first, second)));
    }

    StatisticResult IStatistic.Compute(StatisticInput input)
    {
        // Experiments ask how much better the treatment is; samples are compared in the order given, as scipy does.
        var isExperiment = !input.Has("reference") && input.Has("control");
        var (first, second) = isExperiment
            ? (input.Arm("treatment", "current"), input.Arm("control", "reference"))
            : (input.Arm("reference", "control"), input.Arm("current", "treatment"));
        return second.AddTo(first.AddTo(Compare(first, second)));
    }

    (double Low, double High)? IntervalOf(double difference, double error, double degrees)
    {
        if (Alternative != Alternative.TwoSided) return null;
        var half = StudentDistribution.UpperQuantile(Alpha / 2, degrees) * error;
        return (difference - half, difference + half);
    }

    internal static (double SquaredError, double Degrees) Welch(Arm first, Arm second)
    {
        var (a, b) = (first.MeanVariance, second.MeanVariance);
        return (a + b, DegreesOfFreedom(a, first.Count, b, second.Count));
    }

    /// <summary>By Welch and Satterthwaite, from the variances of two means. In ratios, for squares of small variances vanish.</summary>
    internal static double DegreesOfFreedom(double a, double m, double b, double n)
    {
        var (x, y) = (a / (a + b), b / (a + b));
        return 1 / (x * x / (m - 1) + y * y / (n - 1));
    }

    static (double SquaredError, double Degrees) Pooled(Arm first, Arm second) =>
        (PooledVariance(first, second) * (1 / first.Count + 1 / second.Count), first.Count + second.Count - 2);

    static double PooledVariance(Arm first, Arm second) =>
        ((first.Count - 1) * first.Variance + (second.Count - 1) * second.Variance) / (first.Count + second.Count - 2);
}
