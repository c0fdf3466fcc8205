using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Share of rows whose class is predicted right.</summary>
[Part("accuracy", "Share of rows whose class is predicted right.")]
public sealed record Accuracy : IRowMetric
{
    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task.HasClasses;

    public WeightedMetric Prepare(Scored scored)
    {
        var hits = new double[scored.Rows];
        for (var i = 0; i < hits.Length; i++) hits[i] = scored.PredictedClass(i) == scored.ActualClass(i) ? 1 : 0;
        return WeightedMean.Of(hits);
    }

    public double[] Losses(Scored scored)
    {
        var misses = new double[scored.Rows];
        for (var i = 0; i < misses.Length; i++) misses[i] = scored.PredictedClass(i) == scored.ActualClass(i) ? 0 : 1;
        return misses;
    }
}
