using Rondo.Engine.Algorithms;

namespace Rondo.Engine.Metrics;

/// <summary>A point of the ROC curve: both rates when rows from this probability on are called positive.</summary>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate, double Threshold);

/// <summary>A point of the precision-recall curve: both when rows from this probability on are called positive.</summary>
public readonly record struct PrecisionRecallPoint(double Recall, double Precision, double Threshold);

/// <summary>A bin of probabilities beside what came to pass.</summary>
public readonly record struct CalibrationBin(double Low, double High, double MeanProbability, double ShareObserved, double Weight);

/// <summary>The points behind a report's charts; never more than asked for, whatever the rows.</summary>
public static class Curves
{
    public const int PointsAtMost = 200;

    /// <summary>From (0, 0) with an infinite threshold to (1, 1). Empty when only one class is there.</summary>
    public static IReadOnlyList<RocPoint> Roc(Scored scored, int positiveClass = 1, int points = PointsAtMost)
    {
        var steps = Steps(scored, positiveClass);
        var (positives, negatives) = (steps[^1].Positive, steps[^1].Negative);
        if (positives <= 0 || negatives <= 0) return [];
        return Thin(steps, points).ConvertAll(s => new RocPoint(s.Negative / negatives, s.Positive / positives, s.Threshold));
    }

    /// <summary>By growing recall, from the highest probability down. Empty when no row is positive.</summary>
    public static IReadOnlyList<PrecisionRecallPoint> PrecisionRecall(Scored scored, int positiveClass = 1, int points = PointsAtMost)
    {
        var steps = Steps(scored, positiveClass);
        var positives = steps[^1].Positive;
        if (positives <= 0) return [];
        steps.RemoveAt(0);
        return Thin(steps, points).ConvertAll(s => new PrecisionRecallPoint(s.Positive / positives, s.Positive / (s.Positive + s.Negative), s.Threshold));
    }

    /// <summary>Ten bins of equal width, the empty ones left out.</summary>
    public static IReadOnlyList<CalibrationBin> Calibration(Scored scored, int positiveClass = 1)
    {
        RefuseRegression(scored);
        var weights = scored.WeightsOrOnes();
        Span<double> total = stackalloc double[ProbabilityBins.Count], probability = stackalloc double[ProbabilityBins.Count], observed = stackalloc double[ProbabilityBins.Count];
        for (var i = 0; i < scored.Rows; i++)
        {
            var p = scored.Probability(i, positiveClass);
            var bin = ProbabilityBins.Of(p);
            total[bin] += weights[i];
            probability[bin] += weights[i] * p;
            if (scored.ActualClass(i) == positiveClass) observed[bin] += weights[i];
        }
        var bins = new List<CalibrationBin>();
        for (var b = 0; b < total.Length; b++)
            if (total[b] > 0) bins.Add(new(b / 10.0, (b + 1) / 10.0, probability[b] / total[b], observed[b] / total[b], total[b]));
        return bins;
    }

    /// <summary>Weight of the rows of each actual (first index) and predicted class.</summary>
    public static double[,] ConfusionMatrix(Scored scored)
    {
        RefuseRegression(scored);
        var weights = scored.WeightsOrOnes();
        var matrix = new double[scored.Outputs, scored.Outputs];
        for (var i = 0; i < scored.Rows; i++) matrix[scored.ActualClass(i), scored.PredictedClass(i)] += weights[i];
        return matrix;
    }

    static List<(double Positive, double Negative, double Threshold)> Steps(Scored scored, int positiveClass)
    {
        RefuseRegression(scored);
        var steps = new List<(double Positive, double Negative, double Threshold)> { (0, 0, double.PositiveInfinity) };
        double positive = 0, negative = 0;
        foreach (var tie in new RankedScores(scored, positiveClass).Ties(scored.WeightsOrOnes()))
        {
            if (tie.Positive + tie.Negative <= 0) continue;
            positive += tie.Positive;
            negative += tie.Negative;
            steps.Add((positive, negative, scored.Probability(tie.Row, positiveClass)));
        }
        return steps;
    }

    // Keeps the ends and one point for each equal stretch of the staircase's length.
    static List<(double Positive, double Negative, double Threshold)> Thin(List<(double Positive, double Negative, double Threshold)> steps, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        if (steps.Count <= points) return steps;
        double Length(int i) => steps[i].Positive / steps[^1].Positive + (steps[^1].Negative > 0 ? steps[i].Negative / steps[^1].Negative : 0);
        var thinned = new List<(double Positive, double Negative, double Threshold)>(points) { steps[0] };
        var (start, length) = (Length(0), Length(steps.Count - 1) - Length(0));
        for (var i = 1; i < steps.Count - 1 && thinned.Count < points - 1; i++)
            if (Length(i) - start >= length * thinned.Count / (points - 1)) thinned.Add(steps[i]);
        thinned.Add(steps[^1]);
        return thinned;
    }

    static void RefuseRegression(Scored scored)
    {
        if (scored.Target.Task == TaskKind.Regression) throw new ArgumentException("This curve is about classes.", nameof(scored));
    }
}
