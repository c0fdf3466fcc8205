using Rondo.Engine.Algorithms;

namespace Rondo.Engine.Metrics;

/// <summary>Metrics that are a ratio of counts for each class.</summary>
static class ClassCounts
{
    /// <summary>Numerator and denominator of a class's score from its weights hit, predicted and actual.</summary>
    public delegate (double Numerator, double Denominator) Ratio(double hits, double predicted, double actual);

    /// <summary>
    /// Binary: the positive class's ratio, undefined when its denominator is 0. Several classes: the plain mean over those
    /// that occur in truth or prediction, where a class without a denominator counts 0, as in scikit-learn.
    /// </summary>
    public static WeightedMetric Score(Scored scored, Ratio ratio, string undefined)
    {
        var actual = new int[scored.Rows];
        var predicted = new int[scored.Rows];
        for (var i = 0; i < actual.Length; i++)
        {
            actual[i] = scored.ActualClass(i);
            predicted[i] = scored.PredictedClass(i);
        }
        var classes = scored.Outputs;
        var isBinary = scored.Target.Task == TaskKind.Binary;
        return weights =>
        {
            var counts = new double[3 * classes];
            for (var i = 0; i < actual.Length; i++)
            {
                counts[3 * actual[i] + 2] += weights[i];
                counts[3 * predicted[i] + 1] += weights[i];
                if (actual[i] == predicted[i]) counts[3 * actual[i]] += weights[i];
            }
            return isBinary ? Positive(counts, ratio, undefined) : Macro(counts, ratio);
        };
    }

    static MetricValue Positive(double[] counts, Ratio ratio, string undefined)
    {
        var (numerator, denominator) = ratio(counts[3], counts[4], counts[5]);
        return denominator > 0 ? MetricValue.Of(numerator / denominator) : MetricValue.Undefined(undefined);
    }

    static MetricValue Macro(double[] counts, Ratio ratio)
    {
        var (sum, occurring) = (0.0, 0);
        for (var k = 0; k < counts.Length; k += 3)
        {
            if (counts[k + 1] + counts[k + 2] <= 0) continue;
            occurring++;
            var (numerator, denominator) = ratio(counts[k], counts[k + 1], counts[k + 2]);
            if (denominator > 0) sum += numerator / denominator;
        }
        return occurring > 0 ? MetricValue.Of(sum / occurring) : WeightedMean.NoRows;
    }
}
