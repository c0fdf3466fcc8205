using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Area under the ROC curve; one-against-rest macro average for several classes.</summary>
[Part("roc_auc", "Area under the ROC curve; one-against-rest macro average for several classes.")]
public sealed record RocAuc : IMetric
{
    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task.HasClasses;

    public WeightedMetric Prepare(Scored scored) => RankedScores.Macro(scored, Area);

    static MetricValue Area(RankedScores ranked, ReadOnlySpan<double> weights)
    {
        double positives = 0, negatives = 0, area = 0;
        foreach (var tie in ranked.Ties(weights))
        {
            // Ties share their mean rank (Mann-Whitney); without this the area depends on row order.
            area += tie.Negative * (positives + 0.5 * tie.Positive);
            positives += tie.Positive;
            negatives += tie.Negative;
        }
        return positives > 0 && negatives > 0
            ? MetricValue.Of(area / (positives * negatives))
            : MetricValue.Undefined("only one class is there");
    }
}
