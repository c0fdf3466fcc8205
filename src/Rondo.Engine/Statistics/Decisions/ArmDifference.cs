using Rondo.Engine.Errors;

namespace Rondo.Engine.Statistics.Decisions;

/// <summary>How the difference of treatment and control is told.</summary>
public enum DifferenceKind
{
    /// <summary>Treatment minus control, in the metric's unit.</summary>
    Absolute,
    /// <summary>The same by the size of the control's mean: a lift of 0.1 is ten per cent.</summary>
    Relative,
}

/// <summary>An estimated difference of two means and how uncertain it is.</summary>
readonly record struct ArmDifference(double Value, double Variance, double DegreesOfFreedom, double Units)
{
    public double StandardError => Math.Sqrt(Variance);

    /// <summary>One sample's mean against 0.</summary>
    public static ArmDifference OfMean(Arm sample, string what)
    {
        if (!(sample.Count >= 2)) throw new RondoException(new Mistake("too_few_values", $"{what} needs at least 2 values, and '{sample.Name}' has {sample.Count}.") { Field = sample.Name, Hint = "Wait for more." });
        if (sample.Variance == 0) throw new RondoException("zero_variance", $"'{sample.Name}' does not vary, so {what} knows no error.", "Wait until values differ.");
        return new ArmDifference(sample.Mean, sample.MeanVariance, sample.Count - 1, sample.Count);
    }

    public static ArmDifference Of(Arm control, Arm treatment, DifferenceKind kind, string what) => Of(control, treatment, kind, what, control.Mean);

    /// <param name="control">What the treatment is compared with.</param>
    /// <param name="treatment">What may be better.</param>
    /// <param name="kind">Absolute or relative.</param>
    /// <param name="what">The statistic, for messages.</param>
    /// <param name="scale">The mean that a relative difference is measured in, before any adjustment.</param>
    /// <param name="treatmentScale">The treatment's mean before any adjustment.</param>
    public static ArmDifference Of(Arm control, Arm treatment, DifferenceKind kind, string what, double scale, double? treatmentScale = null)
    {
        foreach (var arm in (Arm[])[control, treatment])
            if (!(arm.Count >= 2)) throw new RondoException(new Mistake("too_few_values", $"{what} needs at least 2 units in each arm, and '{arm.Name}' has {arm.Count}.") { Field = arm.Name, Hint = "Wait for more units." });
        var (a, b) = (control.MeanVariance, treatment.MeanVariance);
        if (a + b == 0)
            throw new RondoException("zero_variance", $"Neither '{control.Name}' nor '{treatment.Name}' varies, so {what} knows no error.", "Wait until outcomes differ.");
        var (value, variance) = (treatment.Mean - control.Mean, a + b);
        if (kind == DifferenceKind.Relative)
        {
            if (scale == 0) throw new RondoException(new Mistake("zero_mean", $"The mean of '{control.Name}' is 0, so there is no relative difference.") { Field = control.Name, Hint = "Ask for difference=absolute." });
            // Delta method: the variance of a ratio of two independent means.
            var ratio = (treatmentScale ?? treatment.Mean) / scale;
            value /= Math.Abs(scale);
            variance = (b + a * ratio * ratio) / (scale * scale);
        }
        return new ArmDifference(value, variance, StudentTest.DegreesOfFreedom(a, control.Count, b, treatment.Count), control.Count + treatment.Count);
    }
}
