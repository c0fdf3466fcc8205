using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Tests.Algorithms.Boosting;

/// <summary>Made-up training sets, and short ways to fit and compare.</summary>
static class Sets
{
    public static TrainingSet Regression(int rows, int features = 6, ulong seed = 1)
    {
        var columns = Columns(rows, features, seed);
        var noise = new CounterRandom(seed, "noise");
        var y = new double[rows];
        for (var i = 0; i < rows; i++)
            y[i] = 3 * columns[0][i] + 5 * Math.Abs(columns[1][i] - 0.5f) + columns[2][i] * columns[3][i] + 0.3 * noise.Uniform((ulong)i);
        return new TrainingSet(Matrix(columns), Target.Regression(y));
    }

    public static TrainingSet Classes(int rows, int classes, int features = 6, ulong seed = 1)
    {
        var set = Regression(rows, features, seed);
        var sorted = set.Target.Values.Order().ToArray();
        double[] cuts = [.. Enumerable.Range(1, classes - 1).Select(k => sorted[rows * k / classes])];
        double[] y = [.. set.Target.Values.Select(v => (double)cuts.Count(c => v >= c))];
        var names = Enumerable.Range(0, classes).Select(k => $"class {k}");
        return set with { Target = new Target(classes == 2 ? TaskKind.Binary : TaskKind.Multiclass, y, [.. names]) };
    }

    /// <summary>Numbers with gaps, categories, and a target that depends on both and on the gaps.</summary>
    public static TrainingSet Mixed(int rows, ulong seed = 1, int categories = 40)
    {
        var random = new CounterRandom(seed, "mixed");
        float[][] columns = [new float[rows], new float[rows], new float[rows]];
        var y = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var (x, code) = (random.Uniform(3UL * (ulong)i), random.Below((ulong)i * 3 + 1, categories));
            columns[0][i] = x < 0.2 ? float.NaN : (float)x;
            columns[1][i] = code == categories - 1 ? float.NaN : code;
            columns[2][i] = (float)random.Uniform((ulong)i * 3 + 2);
            y[i] = (x < 0.2 ? 2 : x) + (code % 7 < 3 ? 1 : 0) + columns[2][i];
        }
        Feature[] features = [new("x"), new("code", categories), new("z")];
        return new TrainingSet(new FeatureMatrix(features, columns, rows), Target.Regression(y));
    }

    public static FeatureMatrix Matrix(params float[][] columns) =>
        new([.. columns.Select((_, j) => new Feature($"x{j}"))], columns, columns[0].Length);

    public static float[][] Columns(int rows, int features, ulong seed)
    {
        var columns = new float[features][];
        for (var j = 0; j < features; j++)
        {
            var random = new CounterRandom(seed, $"column {j}");
            columns[j] = new float[rows];
            for (var i = 0; i < rows; i++) columns[j][i] = (float)random.Uniform((ulong)i);
        }
        return columns;
    }

    public static GradientBoosting Quick { get; } = new() { NEstimators = 30, LearningRate = 0.1, EarlyStopping = 0, Colsample = 1 };

    public static GradientBoostingModel Train(this GradientBoosting settings, TrainingSet data, int threads = 2) =>
        (GradientBoostingModel)settings.Fit(data, new FitContext { Threads = threads });

    public static double[] Predictions(this IModel model, FeatureMatrix rows, int threads = 1)
    {
        var output = new double[rows.Rows * model.Outputs];
        model.Predict(rows, output, threads);
        return output;
    }

    public static double[] OneByOne(this IModel model, FeatureMatrix rows)
    {
        var output = new double[rows.Rows * model.Outputs];
        var row = new float[model.Inputs];
        for (var i = 0; i < rows.Rows; i++)
        {
            rows.CopyRow(i, row);
            model.Predict(row, output.AsSpan(i * model.Outputs, model.Outputs));
        }
        return output;
    }

    public static byte[] Bytes(this IModel model)
    {
        var writer = new PipelineWriter();
        writer.Fitted(model);
        return writer.Written.ToArray();
    }

    public static GradientBoostingModel Model(this byte[] bytes) => new PipelineReader(bytes, FittedCatalog.Engine).Fitted<GradientBoostingModel>();

    public static double Rmse(double[] predictions, double[] targets) =>
        Math.Sqrt(predictions.Zip(targets).Average(p => (p.First - p.Second) * (p.First - p.Second)));
}
