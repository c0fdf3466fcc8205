using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Average precision: the area under the precision-recall curve by steps; macro average for several classes.</summary>
[Part("pr_auc", "Average precision: the area under the precision-recall curve by steps; macro average for several classes.")]
public sealed record PrAuc : IMetric
{
    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task.HasClasses;

    public WeightedMetric Prepare(Scored scored) => RankedScores.Macro(scored, AveragePrecision);

    static MetricValue AveragePrecision(RankedScores ranked, ReadOnlySpan<double> weights)
    {
        double positives = 0, all = 0, sum = 0;
        foreach (var tie in ranked.Ties(weights))
        {
            positives += tie.Positive;
            all += tie.Positive + tie.Negative;
            if (tie.Positive > 0) sum += tie.Positive * (positives / all);
        }
        return positives > 0 ? MetricValue.Of(sum / positives) : MetricValue.Undefined("no row is positive");
    }
}
