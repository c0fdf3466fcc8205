using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;

namespace Rondo.SamplePlugin;

/// <summary>A metric of one's own: how often a prediction is near.</summary>
[Part("within_share", "Share of the predictions that are at most a tenth of the truth away from it.")]
public sealed record WithinShare : IMetric
{
    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task == TaskKind.Regression;

    public WeightedMetric Prepare(Scored scored)
    {
        var near = new bool[scored.Rows];
        for (var i = 0; i < near.Length; i++) near[i] = Math.Abs(scored.Predictions[i] - scored.Target.Values[i]) <= 0.1 * Math.Abs(scored.Target.Values[i]);
        return weights => Share(near, weights);
    }

    static MetricValue Share(bool[] near, ReadOnlySpan<double> weights)
    {
        var (total, hits) = (0.0, 0.0);
        for (var i = 0; i < near.Length; i++)
        {
            total += weights[i];
            if (near[i]) hits += weights[i];
        }
        return total > 0 ? MetricValue.Of(hits / total) : MetricValue.Undefined("no row has a weight");
    }
}
