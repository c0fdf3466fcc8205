using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Observe.Performance;

/// <summary>
/// A regression's errors from the features and the prediction, learnt on out-of-fold rows (direct loss estimation; NannyML 2022). Trees do not go beyond what they
/// saw: where rows are unlike all of the training's, the error is that of the nearest ones, which is why the estimate is held against the truth when that comes.
/// </summary>
/// <param name="absolute">Gives the absolute error of a row.</param>
/// <param name="squared">Gives the squared one.</param>
/// <param name="squaredDeviation">The standard deviation of a squared error over its mean.</param>
sealed class ErrorRegression(FittedPipeline absolute, FittedPipeline squared, double squaredDeviation) : IPerformanceEstimator
{
    /// <summary>The column that holds what the model predicted.</summary>
    public const string PredictionColumn = "prediction";

    const int LeastRows = 60, MostRows = 20_000, Rounds = 60;

    public FittedPipeline Absolute => absolute;

    public FittedPipeline Squared => squared;

    public double SquaredDeviation => squaredDeviation;

    /// <param name="table">Features that the error may depend on.</param>
    /// <param name="errors">Truth less prediction, out of fold.</param>
    public static ErrorRegression? Fit(Table table, double[] predictions, double[] errors, ulong seed, CancellationToken cancellation)
    {
        if (errors.Length < LeastRows || table.Schema.Contains(PredictionColumn)) return null;
        if (errors.Length > MostRows)
        {
            var rows = new CounterRandom(seed, "error_regression").Sample(errors.Length, MostRows);
            (table, predictions, errors) = (table.Take(rows), [.. rows.Select(r => predictions[r])], [.. rows.Select(r => errors[r])]);
        }
        var inputs = With(table, predictions);
        var algorithm = new GradientBoosting { NEstimators = Rounds, LearningRate = 0.1, MaxLeaves = 15, EarlyStopping = 0 };
        var context = new FitContext { Seed = seed, Threads = 1, Cancellation = cancellation };
        FittedPipeline Learn(Func<double, double> loss) => Recipe.Of(algorithm).Fit(inputs, new RecipeData(Target.Regression(Array.ConvertAll(errors, e => loss(e)))), context);
        var (mean, deviation) = Moments.Of(Array.ConvertAll(errors, e => e * e));
        return mean > 0 && double.IsFinite(mean) ? new ErrorRegression(Learn(Math.Abs), Learn(e => e * e), deviation / mean) : null;
    }

    public IReadOnlyDictionary<string, Estimated> Estimate(Table table, Predictions predictions, CancellationToken cancellation = default)
    {
        var inputs = With(table, predictions.Values);
        var (first, second) = (absolute.Predict(inputs, cancellation: cancellation).Values, squared.Predict(inputs, cancellation: cancellation).Values);
        double n = first.Length;
        // No error is below none.
        var mae = first.Sum(e => Math.Max(0, e)) / n;
        var mse = second.Sum(e => Math.Max(0, e)) / n;
        mse = Math.Max(mse, mae * mae);
        var maeDeviation = Math.Sqrt(Math.Max(0, mse - mae * mae) / n);
        var mseDeviation = squaredDeviation * mse / Math.Sqrt(n);
        var rmse = Math.Sqrt(mse);
        return new Dictionary<string, Estimated>(StringComparer.Ordinal)
        {
            ["mae"] = new(mae, maeDeviation),
            ["mse"] = new(mse, mseDeviation),
            ["rmse"] = new(rmse, rmse > 0 ? mseDeviation / (2 * rmse) : 0),
        };
    }

    static Table With(Table table, double[] predictions) => Table.Of([.. table.Schema.Fields.Select((f, i) => (f.Name, table.Columns[i])), (PredictionColumn, new DoubleColumn(predictions))]);
}
