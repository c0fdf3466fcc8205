using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Mean absolute error as a share of the true value.</summary>
[Part("mape", "Mean absolute error as a share of the true value.")]
public sealed record Mape : IRowMetric
{
    public bool HigherIsBetter => false;

    public bool Fits(TaskKind task) => task == TaskKind.Regression;

    // scikit-learn's floor for the divisor: a true value of 0 gives a huge error, not an undefined one.
    private const double Epsilon = 2.220446049250313e-16;

    public WeightedMetric Prepare(Scored scored) => WeightedMean.Of(Losses(scored));

    public double[] Losses(Scored scored)
    {
        var errors = RegressionErrors.Absolute(scored);
        for (var i = 0; i < errors.Length; i++) errors[i] /= Math.Max(Math.Abs(scored.Target.Values[i]), Epsilon);
        return errors;
    }
}
