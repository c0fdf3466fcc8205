using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics.Decisions;

/// <summary>Sample ratio mismatch: whether the arms got the shares that they were promised (Fabijan and others 2019).</summary>
[Part("srm", "Sample ratio mismatch: chi-square test of the arms' counts against their weights (Fabijan and others 2019).")]
public sealed record SampleRatio : IStatistic
{
    [Param("An alarm needs a p-value below this.", Min = 1e-12, Max = 0.5)]
    public double Threshold { get; init; } = 0.001;

    [Param("An alarm needs a share that is off by more than this share of itself; 0 lets the test alone decide.", Min = 0, Max = 1)]
    public double DeviationFloor { get; init; } = 0.01;

    [Param("An alarm needs so many units in each arm on average.", Min = 0, Max = 1_000_000)]
    public int MinUnits { get; init; } = 8;

    public StatisticResult Compute(StatisticInput input)
    {
        var observed = input.Numbers("observed");
        var weights = input.Has("weights") ? input.Numbers("weights") : [.. observed.Select(_ => 1.0)];
        if (weights.Length != observed.Length) throw input.Bad("weights", $"there are {weights.Length}, and {observed.Length} counts", "one for each arm");
        foreach (var weight in weights)
            if (weight < 0) throw input.Bad("weights", FormattableString.Invariant($"it holds {weight}"), "weights from 0 on");
        foreach (var count in observed)
            if (count < 0) throw input.Bad("observed", FormattableString.Invariant($"it holds {count}"), "counts from 0 on");
        return Test(observed, weights);
    }

    /// <summary>An arm of weight 0 is none, and no degree of freedom.</summary>
    public StatisticResult Test(double[] observed, double[] weights)
    {
        var (total, weight, arms) = (observed.Sum(), weights.Sum(), weights.Count(w => w > 0));
        if (total == 0) throw new RondoException(new Mistake("no_values", "'observed' counts nothing.") { Field = "observed", Hint = "Wait for units." });
        if (weight == 0) throw new RondoException(new Mistake("bad_input", "All weights are 0.") { Field = "weights", Hint = "Give the arms their shares." });
        var (sum, deviation) = (0.0, 0.0);
        for (var i = 0; i < observed.Length; i++)
        {
            var expected = weights[i] / weight * total;
            if (expected > 0)
            {
                sum += (observed[i] - expected) * (observed[i] - expected) / expected;
                deviation = Math.Max(deviation, Math.Abs(observed[i] / expected - 1));
            }
            else if (observed[i] > 0)
            {
                throw new RondoException(new Mistake("impossible_counts", $"Arm {i + 1} has weight 0 and {observed[i]} units: no chance explains that.") { Field = "observed", Hint = "Assignment is broken, or the weights are not those of this time." });
            }
        }
        var p = ChiSquareDistribution.UpperTail(sum, arms - 1);
        return new StatisticResult(sum) { PValue = p, Effect = deviation }
            .With("degrees_of_freedom", arms - 1)
            .With("alert", p < Threshold && deviation > DeviationFloor && total >= (double)MinUnits * arms)
            .With("shares", Array.ConvertAll(observed, o => o / total));
    }
}
