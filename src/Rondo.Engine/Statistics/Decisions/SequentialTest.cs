using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics.Decisions;

/// <summary>
/// An asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, eq. 9): its interval and p-value hold
/// at every look at once, so an experiment may be watched and stopped at any time.
/// </summary>
[Part("sequential", "Always-valid interval and p-value of a difference that may be watched (Waudby-Smith and others 2024).")]
public sealed record SequentialTest : IStatistic
{
    [Param("All intervals ever looked at hold the truth but for this probability.", Min = 1e-9, Max = 0.5)]
    public double Alpha { get; init; } = 0.05;

    [Param("The number of units of both arms at which the interval is tightest.", Min = 1, Max = 1e12)]
    public double Tuning { get; init; } = 5000;

    [Param("Whether the difference is in the metric's unit, or relative to the control's mean.")]
    public DifferenceKind Difference { get; init; }

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
        Test(ArmDifference.Of(control, treatment, Difference, "sequential", scales?.Control ?? control.Mean, scales?.Treatment));

    /// <summary>Whether the mean of one sample, such as of paired differences, is 0.</summary>
    public StatisticResult OfMean(Arm sample) => Test(ArmDifference.OfMean(sample, "sequential"));

    StatisticResult Test(ArmDifference difference)
    {
        var z = difference.Value / difference.StandardError;
        var half = Reach(difference.Units, Alpha, Tuning) * difference.StandardError;
        return new StatisticResult(z) { PValue = PValue(z, difference.Units), Effect = difference.Value, Interval = (difference.Value - half, difference.Value + half) }
            .With("standard_error", difference.StandardError)
            .With("units", difference.Units)
            .With("tuning", Tuning);
    }

    /// <summary>Half the interval's width in standard errors.</summary>
    internal static double Reach(double units, double alpha, double tuning)
    {
        var spread = units * RhoSquared(alpha, tuning);
        return Math.Sqrt(2 * (spread + 1) / spread * (0.5 * Functions.Log(spread + 1) - Functions.Log(alpha)));
    }

    // At the tuned number of units the interval is tightest with this rho (appendix of the paper).
    static double RhoSquared(double alpha, double tuning)
    {
        var twice = -2 * Functions.Log(alpha);
        return (twice + Functions.Log(1 + twice)) / tuning;
    }

    double PValue(double z, double units)
    {
        var spread = units * RhoSquared(Alpha, Tuning);
        return Math.Min(1, Functions.Exp(0.5 * Functions.Log(spread + 1) - spread * z * z / (2 * (spread + 1))));
    }
}
