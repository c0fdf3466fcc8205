using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Share of positives that are found; macro average for several classes.</summary>
[Part("recall", "Share of positives that are found; macro average for several classes.")]
public sealed record Recall : IMetric
{
    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task.HasClasses;

    public WeightedMetric Prepare(Scored scored) => ClassCounts.Score(
        scored, (hits, _, actual) => (hits, actual), "no row is positive");
}
