using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Share of predicted positives that are positive; macro average for several classes.</summary>
[Part("precision", "Share of predicted positives that are positive; macro average for several classes.")]
public sealed record Precision : IMetric
{
    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task.HasClasses;

    public WeightedMetric Prepare(Scored scored) => ClassCounts.Score(
        scored, (hits, predicted, _) => (hits, predicted), "no row is predicted to be positive");
}
