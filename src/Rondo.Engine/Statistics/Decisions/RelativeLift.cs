using Rondo.Engine.Catalog;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics.Decisions;

/// <summary>The lift of treatment over control at a fixed horizon: the delta method with Welch's degrees of freedom (Deng, Knoblich and Lu 2018).</summary>
[Part("relative_lift", "Lift of treatment over control with its interval, by the delta method (Deng, Knoblich and Lu 2018).")]
public sealed record RelativeLift : IStatistic
{
    [Param("Whether the difference is relative to the control's mean, or in the metric's unit.")]
    public DifferenceKind Difference { get; init; } = DifferenceKind.Relative;

    [Param("The interval misses the truth with this probability.", Min = 1e-9, Max = 0.999999)]
    public double Alpha { get; init; } = 0.05;

    [Param("Values above this quantile of both arms together count as it, so that few units can't decide alone; 1 leaves all as they are.", Min = 0.5, Max = 1)]
    public double Winsorize { get; init; } = 1;

    public StatisticResult Compute(StatisticInput input)
    {
        var (control, treatment) = input.Arms(Winsorize);
        return treatment.AddTo(control.AddTo(Compare(control, treatment)));
    }

    /// <param name="control">What the treatment is compared with.</param>
    /// <param name="treatment">What may be better.</param>
    /// <param name="scales">The means of both before any adjustment, in which a relative difference is measured; their own unless told.</param>
    public StatisticResult Compare(Arm control, Arm treatment, (double Control, double Treatment)? scales = null) =>
        Test(ArmDifference.Of(control, treatment, Difference, "relative_lift", scales?.Control ?? control.Mean, scales?.Treatment), Alpha);

    /// <summary>The t-test of an estimated difference.</summary>
    internal static StatisticResult Test(ArmDifference difference, double alpha)
    {
        var t = difference.Value / difference.StandardError;
        var half = StudentDistribution.UpperQuantile(alpha / 2, difference.DegreesOfFreedom) * difference.StandardError;
        return new StatisticResult(t)
        {
            PValue = StudentDistribution.PValue(t, difference.DegreesOfFreedom, Alternative.TwoSided),
            Effect = difference.Value,
            Interval = (difference.Value - half, difference.Value + half),
        }.With("standard_error", difference.StandardError).With("degrees_of_freedom", difference.DegreesOfFreedom);
    }
}
