using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics;
using Rondo.Engine.Statistics.Decisions;

namespace Rondo.Experiment.AbTests;

/// <summary>A number for each unit of an arm, and perhaps one that was known of it beforehand.</summary>
/// <param name="Values">Shape: units.</param>
/// <param name="Before">The covariate: of the time before, or what the control predicts. Shape: units.</param>
public sealed record UnitValues(string Arm, double[] Values, double[]? Before = null)
{
    /// <summary>Those at these places.</summary>
    public UnitValues At(int[] places) => new(Arm, Array.ConvertAll(places, i => Values[i]), Before is null ? null : Array.ConvertAll(places, i => Before[i]));
}

/// <summary>How an arm's mean differs from the control's, and how sure that is.</summary>
/// <param name="Value">The difference: relative to the control's mean, or in the metric's unit where that mean is 0.</param>
/// <param name="PValue">Null where the test has none.</param>
/// <param name="ChanceToBeat">The chance that it is higher than the control, of a flat prior unless the rules have one.</param>
/// <param name="VarianceRatio">What is left of the variance after the covariate's adjustment; 1 without one.</param>
public sealed record Effect(string Arm, int ControlUnits, int Units, double ControlMean, double Mean, double Value, bool IsRelative, (double Low, double High) Interval, double? PValue, double ChanceToBeat, double VarianceRatio)
{
    // A covariate that tells less than this only adds noise.
    const double LeastCorrelation = 0.05;

    /// <param name="arms">How many treatments are compared with the control: each gets its part of the allowed false alarms (Bonferroni).</param>
    /// <returns>Null before there are enough units, or while nothing varies.</returns>
    public static Effect? Of(UnitValues control, UnitValues treatment, AbTestRules rules, int arms = 1)
    {
        if (control.Values.Length < 2 || treatment.Values.Length < 2) return null;
        var (a, b) = (control.Values, treatment.Values);
        if (rules.Winsorize < 1) (a, b) = Capped(a, b, rules.Winsorize);
        var (first, second) = (ArmOf("control", a), ArmOf("treatment", b));
        var (raw, ratio) = ((first.Mean, second.Mean), 1.0);
        if (control.Before is { } before && treatment.Before is { } other && Cuped.Adjust((a, before), (b, other)) is var adjusted && Math.Abs(adjusted.Correlation) >= LeastCorrelation)
        {
            ratio = (adjusted.Control.MeanVariance + adjusted.Treatment.MeanVariance) / (first.MeanVariance + second.MeanVariance);
            (first, second) = (adjusted.Control, adjusted.Treatment);
        }
        if (first.MeanVariance + second.MeanVariance == 0) return null;
        var isRelative = raw.Item1 != 0;
        var (kind, alpha) = (isRelative ? DifferenceKind.Relative : DifferenceKind.Absolute, (1 - rules.Confidence) / arms);
        var posterior = new BayesianComparison { Alpha = alpha, Difference = kind, PriorSd = rules.PriorSd }.Compare(first, second, raw);
        var test = rules.Test switch
        {
            CertaintyTest.Sequential => new SequentialTest { Alpha = alpha, Difference = kind }.Compare(first, second, raw),
            CertaintyTest.Fixed => new RelativeLift { Alpha = alpha, Difference = kind }.Compare(first, second, raw),
            _ => posterior,
        };
        return new Effect(treatment.Arm, a.Length, b.Length, raw.Item1, raw.Item2, test.Effect!.Value, isRelative, test.Interval!.Value,
            rules.Test == CertaintyTest.Bayesian ? null : test.PValue, posterior.Statistic!.Value, ratio);
    }

    /// <summary>An effect, or an end of its interval, as people read it.</summary>
    public static string Signed(double value, bool isRelative) => value.ToString(isRelative ? "+0.0%;-0.0%;0.0%" : "+0.####;-0.####;0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether the whole interval lies on the good side of 0.</summary>
    public bool IsBetter(bool higherIsBetter) => higherIsBetter ? Interval.Low > 0 : Interval.High < 0;

    public bool IsWorse(bool higherIsBetter) => IsBetter(!higherIsBetter);

    internal static Arm ArmOf(string name, double[] values)
    {
        var sample = NumberSample.Of(values, name);
        return new Arm(name, values.Length, sample.Mean, sample.Variance);
    }

    static (double[], double[]) Capped(double[] control, double[] treatment, double share)
    {
        var cap = NumberSample.Of([.. control, .. treatment], "both arms").Quantile(share);
        return (Array.ConvertAll(control, v => Math.Min(v, cap)), Array.ConvertAll(treatment, v => Math.Min(v, cap)));
    }

    /// <summary>
    /// Units that each of two equal arms needs to see the smallest effect worth finding, as a share of the control's mean; null while its mean or variance is not known.
    /// A metric that grows by a share varies more by that share, and so does its lift r by the delta method; then (r - 1) / (deviation r) is normal with a deviation
    /// of 1 / r, and the units are 2 v (z_alpha r + z_beta)^2 / (r - 1)^2 where v is the control's variance by its squared mean.
    /// </summary>
    public static double? UnitsNeeded(UnitValues control, AbTestRules rules)
    {
        if (control.Values.Length < 2) return null;
        var arm = ArmOf("control", control.Values);
        var mean = arm.Mean * (1 + rules.MinEffect);
        var (alpha, beta) = (-Functions.NormalQuantile((1 - rules.Confidence) / 2), Functions.NormalQuantile(rules.Power));
        var growth = (alpha * (1 + rules.MinEffect) + beta) / (alpha + beta);
        var grown = arm.Variance * growth * growth;
        var isShare = Array.TrueForAll(control.Values, v => v is 0 or 1) && mean is > 0 and < 1;
        try
        {
            return new PowerPlan { Mde = Math.Abs(arm.Mean) * rules.MinEffect, Alpha = 1 - rules.Confidence, Power = rules.Power, Sequential = rules.Test == CertaintyTest.Sequential }
                .Plan(arm with { Variance = grown }, new Arm("treatment", arm.Count, mean, isShare ? mean * (1 - mean) : grown)).Statistic;
        }
        catch (RondoException)
        {
            // Nothing varies yet, or its mean is 0.
            return null;
        }
    }
}
