using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Train.CrossValidation;

namespace Rondo.Train.Judge;

/// <summary>
/// Prediction intervals from the errors of cross-validation (Vovk 2015: cross-conformal): no row is set aside for them. The final model has
/// seen more rows than those of the folds, so its intervals are rather too wide than too narrow.
/// </summary>
public static class Conformal
{
    /// <summary>Errors that a pipeline keeps: enough for a level of 0.9999.</summary>
    public const int ResidualsAtMost = 10_000;

    /// <param name="target">The truth of all training rows.</param>
    /// <param name="outOfFold">Predictions for those that some fold validated.</param>
    /// <exception cref="RondoException">Another task than regression, no prediction, or one that is no number.</exception>
    public static ConformalIntervals Intervals(Target target, OutOfFold outOfFold)
    {
        if (target.Task != TaskKind.Regression)
            throw new RondoException("no_intervals", "Prediction intervals are for numbers; this task predicts classes, whose probabilities say how sure the model is.", "Leave `intervals` out.");
        var (rows, values) = (outOfFold.Rows, outOfFold.Values());
        if (rows.Length == 0) throw new RondoException("no_rows", "There is no out-of-fold prediction to learn intervals from.", "Cross-validate first.");
        var residuals = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            residuals[i] = Math.Abs(target.Values[rows[i]] - values[i]);
            if (!double.IsFinite(residuals[i]))
                throw new RondoException([new Mistake("not_finite", "An out-of-fold prediction is not a finite number.") { Row = rows[i] + 1 }]);
        }
        Array.Sort(residuals);
        return new ConformalIntervals([.. Thin(residuals, ResidualsAtMost)]);
    }

    /// <summary>The share of the truths that lie within the interval of this level; null when the level cannot be promised.</summary>
    public static double? Coverage(ConformalIntervals intervals, double level, double[] truth, double[] predictions)
    {
        if (truth.Length == 0 || intervals.HalfWidth(level) is not { } half) return null;
        var covered = new double[truth.Length];
        for (var i = 0; i < truth.Length; i++) covered[i] = Math.Abs(truth[i] - predictions[i]) <= half ? 1 : 0;
        return Reductions.Mean(covered);
    }

    // The rank that a level asks for among the kept ones stands for at least its rank among all: no level loses coverage.
    static double[] Thin(double[] sorted, int count)
    {
        if (sorted.Length <= count) return sorted;
        var kept = new double[count];
        for (var i = 0; i < count; i++)
            kept[i] = sorted[Math.Min(sorted.Length, ((long)(i + 1) * (sorted.Length + 1) + count) / (count + 1)) - 1];
        return kept;
    }
}
