using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Harmonic mean of precision and recall; macro average for several classes.</summary>
[Part("f1", "Harmonic mean of precision and recall; macro average for several classes.")]
public sealed record F1 : IMetric
{
    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task.HasClasses;

    public WeightedMetric Prepare(Scored scored) => ClassCounts.Score(
        scored, (hits, predicted, actual) => (2 * hits, predicted + actual), "no row is positive or predicted to be");
}
