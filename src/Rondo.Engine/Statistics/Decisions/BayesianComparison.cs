using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics.Decisions;

/// <summary>The posterior of a difference under a normal prior: the chance that the treatment is better, and what a wrong choice would cost.</summary>
[Part("bayesian_ab", "Chance that the treatment beats the control, under a flat or normal prior (Gelman and others 2013).")]
public sealed record BayesianComparison : IStatistic
{
    [Param("The credible interval misses the truth with this probability.", Min = 1e-9, Max = 0.999999)]
    public double Alpha { get; init; } = 0.05;

    [Param("Whether the difference, and its prior, are in the metric's unit or relative to the control's mean.")]
    public DifferenceKind Difference { get; init; }

    [Param("The mean of the difference that is expected beforehand; it counts with prior_sd only.")]
    public double PriorMean { get; init; }

    [Param("The standard deviation of the difference that is expected beforehand; without it every difference is as likely.", Min = 1e-300)]
    public double? PriorSd { get; init; }

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
        Test(ArmDifference.Of(control, treatment, Difference, "bayesian_ab", scales?.Control ?? control.Mean, scales?.Treatment));

    /// <summary>The posterior of the mean of one sample, such as of paired differences.</summary>
    public StatisticResult OfMean(Arm sample) => Test(ArmDifference.OfMean(sample, "bayesian_ab"));

    StatisticResult Test(ArmDifference data)
    {
        var priorPrecision = PriorSd is { } sd ? 1 / (sd * sd) : 0;
        var precision = 1 / data.Variance + priorPrecision;
        var mean = (data.Value / data.Variance + PriorMean * priorPrecision) / precision;
        var deviation = Math.Sqrt(1 / precision);
        var half = NormalDistribution.UpperQuantile(Alpha / 2) * deviation;
        var (ofControl, ofTreatment) = Risks(mean, deviation);
        return new StatisticResult(Functions.NormalCdf(mean / deviation)) { Effect = mean, Interval = (mean - half, mean + half) }
            .With("chance_to_beat_control", Functions.NormalCdf(mean / deviation))
            .With("posterior_sd", deviation)
            .With("risk_control", ofControl)
            .With("risk_treatment", ofTreatment)
            .With("prior", PriorSd is null ? "flat" : "normal");
    }

    /// <summary>The expected loss of keeping the control, and of taking the treatment.</summary>
    static (double Control, double Treatment) Risks(double mean, double deviation)
    {
        var z = mean / deviation;
        var common = deviation * NormalDistribution.Density(z);
        return (mean * Functions.NormalCdf(z) + common, common - mean * Functions.NormalCdf(-z));
    }
}
