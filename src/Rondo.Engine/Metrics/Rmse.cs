using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Root mean squared error.</summary>
[Part("rmse", "Root mean squared error.")]
public sealed record Rmse : IRowMetric
{
    public bool HigherIsBetter => false;

    public bool Fits(TaskKind task) => task == TaskKind.Regression;

    public WeightedMetric Prepare(Scored scored) => WeightedMean.RootOf(Losses(scored));

    public double[] Losses(Scored scored) => RegressionErrors.Squared(scored);
}
