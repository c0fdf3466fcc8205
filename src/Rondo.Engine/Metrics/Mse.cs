using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Mean squared error.</summary>
[Part("mse", "Mean squared error.")]
public sealed record Mse : IRowMetric
{
    public bool HigherIsBetter => false;

    public bool Fits(TaskKind task) => task == TaskKind.Regression;

    public WeightedMetric Prepare(Scored scored) => WeightedMean.Of(Losses(scored));

    public double[] Losses(Scored scored) => RegressionErrors.Squared(scored);
}
