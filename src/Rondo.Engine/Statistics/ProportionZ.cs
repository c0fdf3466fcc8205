using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics;

/// <summary>The z-test of two proportions. Values equal statsmodels' proportions_ztest.</summary>
[Part("proportion_z", "Two-proportion z-test, the reference's share less the current one's (Fleiss 1981; statsmodels proportions_ztest).")]
public sealed record ProportionZ : IStatistic
{
    [Param("Whether the error is that of one common share, as if there were no difference.")]
    public bool Pooled { get; init; } = true;

    [Param("Which difference to look for; less: the reference's share is the smaller one.")]
    public Alternative Alternative { get; init; }

    [Param("The interval of the difference misses the truth with this probability.", Min = 1e-9, Max = 0.999999)]
    public double Alpha { get; init; } = 0.05;

    public StatisticResult Compute(StatisticInput input)
    {
        var (first, second) = !input.Has("reference") && input.Has("control") ? ("treatment", "control") : ("reference", "current");
        var success = input.SuccessOf(first, second);
        var (reference, current) = (input.Trials(first, success), input.Trials(second, success));
        var result = Compare(reference, current)
            .With(first, Shown(reference))
            .With(second, Shown(current));
        return success is null ? result : result.With("success", success);
    }

    public StatisticResult Compare((double Count, double Successes) reference, (double Count, double Successes) current)
    {
        var (p, q) = (reference.Successes / reference.Count, current.Successes / current.Count);
        var common = (reference.Successes + current.Successes) / (reference.Count + current.Count);
        var own = p * (1 - p) / reference.Count + q * (1 - q) / current.Count;
        var variance = Pooled ? common * (1 - common) * (1 / reference.Count + 1 / current.Count) : own;
        if (variance == 0)
            throw new RondoException("zero_variance", $"Both shares are {(p == q ? "the same and " : "")}0 or 1, so proportion_z has no error to compare with.", p == q ? "There is no difference to test." : "Use fisher_exact.");
        var z = (p - q) / Math.Sqrt(variance);
        var half = NormalDistribution.UpperQuantile(Alpha / 2) * Math.Sqrt(own);
        return new StatisticResult(z) { PValue = NormalDistribution.PValue(z, Alternative), Effect = p - q, Interval = (p - q - half, p - q + half) };
    }

    static object Shown((double Count, double Successes) trials) =>
        (System.Collections.Immutable.ImmutableArray<KeyValuePair<string, object?>>)[new("n", trials.Count), new("successes", trials.Successes), new("share", trials.Successes / trials.Count)];
}
