using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Root mean squared error.</summary>
[Part("rmse", "Root mean squared error.")]
public sealed record Rmse : IMetric
{
    public bool HigherIsBetter => false;

    public bool Fits(TaskKind task) => task == TaskKind.Regression;

    public WeightedMetric Prepare(Scored scored) => WeightedMean.RootOf(RegressionErrors.Squared(scored));
}
