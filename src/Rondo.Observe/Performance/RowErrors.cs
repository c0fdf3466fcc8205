using Rondo.Engine.Algorithms;
using Rondo.Engine.Recipes;

namespace Rondo.Observe.Performance;

/// <summary>How wrong each prediction is.</summary>
public static class RowErrors
{
    /// <summary>The absolute error of a number, 1 or 0 for a wrong or right class; NaN where the truth is NaN. Shape: rows.</summary>
    public static double[] Of(Predictions predictions, double[] truth)
    {
        var errors = new double[truth.Length];
        for (var row = 0; row < errors.Length; row++)
        {
            errors[row] = double.IsNaN(truth[row]) ? double.NaN
                : predictions.Task == TaskKind.Regression ? Math.Abs(truth[row] - predictions.Values[row])
                : predictions.ClassOf(row) == (int)truth[row] ? 0 : 1;
        }
        return errors;
    }
}
