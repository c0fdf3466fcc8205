using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics.Decisions;

/// <summary>
/// How many units an experiment needs, what power it has with those it has, and which difference it could see: the two-sided normal
/// test, or the confidence sequence that may be watched. Values equal statsmodels' NormalIndPower where the variances are equal.
/// </summary>
[Part("power", "Units that an experiment needs to see a difference, and the power that it has (Cohen 1988; statsmodels NormalIndPower).")]
public sealed record PowerPlan : IStatistic
{
    private const double MostUnits = 1e15;

    [Param("The smallest difference that should be seen.", Min = 1e-300)]
    public double? Mde { get; init; }

    [Param("Whether mde is in the metric's unit, or relative to the control's mean.")]
    public DifferenceKind Difference { get; init; }

    [Param("The probability of an alarm without a difference.", Min = 1e-9, Max = 0.5)]
    public double Alpha { get; init; } = 0.05;

    [Param("The probability with which the difference is to be seen.", Min = 0.01, Max = 0.999999)]
    public double Power { get; init; } = 0.8;

    [Param("Whether the result is watched by a confidence sequence rather than read once.")]
    public bool Sequential { get; init; }

    [Param("With sequential: the number of units of both arms at which its interval is tightest.", Min = 1, Max = 1e12)]
    public double Tuning { get; init; } = 5000;

    public StatisticResult Compute(StatisticInput input)
    {
        var control = input.Arm("control", "reference").WithVariance("power");
        var treatment = input.Has("treatment") || input.Has("current") ? input.Arm("treatment", "current").WithVariance("power") : null;
        return Plan(control, treatment);
    }

    public StatisticResult Plan(Arm control, Arm? treatment)
    {
        var scale = Difference == DifferenceKind.Relative ? Math.Abs(control.Mean) : 1;
        if (scale == 0) throw new RondoException(new Mistake("zero_mean", "The control's mean is 0, so mde can't be relative to it.") { Field = "control", Hint = "Ask for difference=absolute." });
        var difference = Mde * scale ?? (treatment is null ? throw new RondoException(new Mistake("missing_option", "Which difference should be seen?") { Field = "mde", Hint = "Write: --set mde=0.02." }) : Math.Abs(treatment.Mean - control.Mean));
        if (difference == 0) throw new RondoException(new Mistake("zero_effect", "Both arms have the same mean: no number of units shows a difference of 0.") { Hint = "Write: --set mde=0.02." });
        var variances = (control.Variance, Treatment: treatment?.Variance ?? VarianceAt(control, difference));
        if (variances.Variance + variances.Treatment == 0) throw new RondoException(new Mistake("zero_variance", "The metric does not vary, so no plan is needed.") { Field = control.Name });
        var ratio = treatment is null ? 1 : treatment.Count / control.Count;
        var units = Needed(difference, variances, ratio);
        var (n, m) = (control.Count, treatment?.Count ?? control.Count);
        var error = Math.Sqrt(variances.Variance / n + variances.Treatment / m);
        return new StatisticResult(units)
            .With("control_units", Math.Ceiling(units - 1e-9))
            .With("treatment_units", Math.Ceiling(units * ratio - 1e-9))
            .With("total_units", Math.Ceiling(units - 1e-9) + Math.Ceiling(units * ratio - 1e-9))
            .With("difference", difference)
            .With("power_now", PowerAt(difference / error, n + m))
            .With("mde_now", DetectableAt(n + m) * error / scale);
    }

    // Of a share the treatment's variance follows from its mean.
    static double VarianceAt(Arm control, double difference)
    {
        if (!control.IsShare) return control.Variance;
        var share = control.Mean + difference <= 1 ? control.Mean + difference : control.Mean - difference;
        return share is >= 0 and <= 1 ? share * (1 - share) : throw new RondoException(new Mistake("bad_parameter", FormattableString.Invariant($"A share of {control.Mean} can't differ by {difference}.")) { Field = "mde" });
    }

    // Power rises with the units: bisection on their logarithm, to the last bit that counts.
    double Needed(double difference, (double Control, double Treatment) variances, double ratio)
    {
        var (low, high) = (1e-9, MostUnits);
        if (PowerOf(high) < Power) throw new RondoException(new Mistake("bad_parameter", "No number of units below 10^15 shows so small a difference.") { Field = "mde" });
        for (var step = 0; step < 400 && high - low > 1e-13 * high; step++)
        {
            var middle = Math.Sqrt(low * high);
            if (PowerOf(middle) < Power) low = middle;
            else high = middle;
        }
        return high;

        double PowerOf(double units) => PowerAt(difference / Math.Sqrt((variances.Control + variances.Treatment / ratio) / units), units * (1 + ratio));
    }

    double PowerAt(double z, double units)
    {
        var reach = ReachAt(units);
        return Functions.NormalCdf(z - reach) + Functions.NormalCdf(-z - reach);
    }

    double ReachAt(double units) => Sequential ? SequentialTest.Reach(units, Alpha, Tuning) : NormalDistribution.UpperQuantile(Alpha / 2);

    double DetectableAt(double units)
    {
        var (low, high) = (0.0, 1000.0);
        for (var step = 0; step < 100; step++)
        {
            var middle = (low + high) / 2;
            if (PowerAt(middle, units) < Power) low = middle;
            else high = middle;
        }
        return high;
    }
}
