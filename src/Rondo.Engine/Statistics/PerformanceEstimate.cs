using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>
/// What a classifier's metrics should be, before labels come: each row is right with its own calibrated probability
/// (confidence-based performance estimation; NannyML 2022). It cannot see that the probabilities themselves went wrong.
/// </summary>
[Part("cbpe", "Metrics of a binary classifier before its labels come, from calibrated probabilities (NannyML 2022).")]
public sealed record PerformanceEstimate : IStatistic
{
    [Param("The positive class is predicted from this score on.", Min = 0, Max = 1)]
    public double Threshold { get; init; } = 0.5;

    [Param("Bins of the calibration error that is shown when there are labels.", Min = 1, Max = 10_000)]
    public int Bins { get; init; } = 10;

    public StatisticResult Compute(StatisticInput input)
    {
        var scores = input.Probabilities("scores");
        var probabilities = input.Has("calibrated") ? input.Probabilities("calibrated") : scores;
        if (probabilities.Length != scores.Length) throw input.Bad("calibrated", $"there are {probabilities.Length}, and {scores.Length} scores", "one for each score");
        var result = Describe(new StatisticResult(0), scores, probabilities);
        if (!input.Has("labels")) return result;
        var labels = input.Labels(scores.Length);
        var realised = Describe(new StatisticResult(0), scores, Array.ConvertAll(labels, l => l ? 1.0 : 0));
        return result.With("realised", realised.Details).With("expected_calibration_error", new CalibrationError { Bins = Bins }.Of(probabilities, labels));
    }

    StatisticResult Describe(StatisticResult result, double[] scores, double[] probabilities)
    {
        double truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] >= Threshold)
            {
                truePositive += probabilities[i];
                falsePositive += 1 - probabilities[i];
            }
            else
            {
                falseNegative += probabilities[i];
                trueNegative += 1 - probabilities[i];
            }
        }
        var accuracy = (truePositive + trueNegative) / scores.Length;
        return (result with { Statistic = accuracy })
            .With("accuracy", accuracy)
            .With("precision", Ratio(truePositive, truePositive + falsePositive))
            .With("recall", Ratio(truePositive, truePositive + falseNegative))
            .With("specificity", Ratio(trueNegative, trueNegative + falsePositive))
            .With("f1", Ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative))
            .With("roc_auc", Area(scores, probabilities))
            .With("true_positives", truePositive)
            .With("false_positives", falsePositive)
            .With("false_negatives", falseNegative)
            .With("true_negatives", trueNegative);
    }

    // Undefined where nothing is predicted, or nothing is there.
    static double? Ratio(double part, double whole) => whole > 0 ? part / whole : null;

    // Each row is a positive and a negative in part, at the place of its score; ties share their place.
    static double? Area(double[] scores, double[] probabilities)
    {
        var (sorted, order) = ((double[])scores.Clone(), Enumerable.Range(0, scores.Length).ToArray());
        Array.Sort(sorted, order);
        double negatives = 0, positives = 0, area = 0;
        for (var i = 0; i < sorted.Length;)
        {
            var (positive, negative, value) = (0.0, 0.0, sorted[i]);
            for (; i < sorted.Length && sorted[i] == value; i++)
            {
                positive += probabilities[order[i]];
                negative += 1 - probabilities[order[i]];
            }
            area += positive * (negatives + negative / 2);
            positives += positive;
            negatives += negative;
        }
        return positives * negatives > 0 ? area / (positives * negatives) : null;
    }
}
