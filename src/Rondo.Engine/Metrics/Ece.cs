using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Metrics;

/// <summary>
/// Expected calibration error over ten bins of equal width (Naeini et al. 2015): of the positive class's probability
/// in a binary task, of the predicted class's probability among several (Guo et al. 2017).
/// </summary>
[Part("ece", "Expected calibration error: mean gap between probability and frequency over ten bins.")]
public sealed record Ece : IMetric
{
    public bool HigherIsBetter => false;

    public bool Fits(TaskKind task) => task.HasClasses;

    public WeightedMetric Prepare(Scored scored)
    {
        var bins = new byte[scored.Rows];
        var gaps = new double[scored.Rows];
        for (var i = 0; i < bins.Length; i++)
        {
            var k = scored.Target.Task == TaskKind.Binary ? 1 : scored.PredictedClass(i);
            var probability = scored.Probability(i, k);
            bins[i] = (byte)ProbabilityBins.Of(probability);
            gaps[i] = probability - (scored.ActualClass(i) == k ? 1 : 0);
        }
        return weights => Compute(bins, gaps, weights);
    }

    static MetricValue Compute(byte[] bins, double[] gaps, ReadOnlySpan<double> weights)
    {
        var total = Reductions.Sum(weights);
        if (total <= 0) return WeightedMean.NoRows;
        Span<double> sums = stackalloc double[ProbabilityBins.Count];
        for (var i = 0; i < bins.Length; i++) sums[bins[i]] += weights[i] * gaps[i];
        var sum = 0.0;
        foreach (var gap in sums) sum += Math.Abs(gap);
        return MetricValue.Of(sum / total);
    }
}
