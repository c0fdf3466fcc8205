using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Mean absolute error.</summary>
[Part("mae", "Mean absolute error.")]
public sealed record Mae : IRowMetric
{
    public bool HigherIsBetter => false;

    public bool Fits(TaskKind task) => task == TaskKind.Regression;

    public WeightedMetric Prepare(Scored scored) => WeightedMean.Of(Losses(scored));

    public double[] Losses(Scored scored) => RegressionErrors.Absolute(scored);
}
