using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Train.CrossValidation;
using Rondo.Train.Leaderboard;

namespace Rondo.Train.Judge;

/// <summary>A share of the training rows and how the model does with them; null where the metric is undefined or the rows are too few to fit on.</summary>
public readonly record struct LearningPoint(double Share, int Rows, double? Train, double? Validation);

/// <summary>The score by the number of training rows: whether more rows would help. The validation rows stay the same throughout.</summary>
public static class LearningCurve
{
    private const int TrainingRowsScored = 10_000;

    private static readonly double[] s_shares = [0.1, 0.2, 0.4, 0.7, 1];

    /// <summary>
    /// Each larger part holds the smaller ones: whole groups where there are groups, the latest rows where the fold's rows are in time
    /// order (so that they stay next to the validation rows), else rows in an order drawn by the seed, class by class alike.
    /// </summary>
    public static IReadOnlyList<LearningPoint> Compute(
        Candidate candidate, Table table, RecipeData data, Fold fold, IMetric metric, FitContext context, IProgress<double>? progress = null)
    {
        var order = Order(fold.Train, data, context.Seed);
        var points = new List<LearningPoint>();
        foreach (var share in s_shares)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var rows = First(order, share, data.Groups);
            if (points.Count == 0 || rows.Length > points[^1].Rows) points.Add(Measure(candidate, table, data, rows, share, fold, metric, context));
            progress?.Report((Array.IndexOf(s_shares, share) + 1.0) / s_shares.Length);
        }
        return points;
    }

    static LearningPoint Measure(Candidate candidate, Table table, RecipeData data, int[] rows, double share, Fold fold, IMetric metric, FitContext context)
    {
        FittedPipeline pipeline;
        try
        {
            pipeline = candidate.Recipe.Fit(table.Take(rows), data.Take(rows), context with { Progress = null });
        }
        catch (RondoException) when (share < 1)
        {
            // So few rows may miss a class or a column's values: the curve begins later then.
            return new LearningPoint(share, rows.Length, null, null);
        }
        return new LearningPoint(share, rows.Length, Score(pipeline, table, data, Sample(rows), metric, context), Score(pipeline, table, data, fold.Validation, metric, context));
    }

    static double? Score(FittedPipeline pipeline, Table table, RecipeData data, int[] rows, IMetric metric, FitContext context)
    {
        var part = data.Take(rows);
        var predictions = pipeline.Predict(table.Take(rows), context.Threads, context.Cancellation);
        return metric.Compute(new Scored(part.Target, predictions.Values, part.Weights, predictions.Threshold)).Value;
    }

    static int[] Order(int[] train, RecipeData data, ulong seed)
    {
        var random = new CounterRandom(seed, "learning_curve");
        if (data.Groups is { } groups)
        {
            var values = train.Select(row => groups[row]).Distinct().Order().ToArray();
            var rank = random.Permutation(values.Length).Select((group, i) => (values[group], i)).ToDictionary(p => p.Item1, p => p.i);
            return [.. train.OrderBy(row => rank[groups[row]])];
        }
        if (data.IsOrdered) return [.. train.Reverse()];
        int[] shuffled = [.. random.Permutation(train.Length).Select(i => train[i])];
        return data.Target.Task.HasClasses ? ByClass(shuffled, data.Target) : shuffled;
    }

    // Of a class of c rows the i-th has the place (i + 0.5) / c, so that every beginning has each class in its share.
    static int[] ByClass(int[] rows, Target target)
    {
        var counts = new int[target.Classes.Length];
        foreach (var row in rows) counts[(int)target.Values[row]]++;
        var seen = new int[counts.Length];
        return [.. rows.OrderBy(row => (seen[(int)target.Values[row]]++ + 0.5) / counts[(int)target.Values[row]])];
    }

    static int[] First(int[] order, double share, int[]? groups)
    {
        var count = Math.Clamp((int)Math.Ceiling(order.Length * share), 1, order.Length);
        while (groups is not null && count < order.Length && groups[order[count]] == groups[order[count - 1]]) count++;
        var rows = order[..count];
        Array.Sort(rows);
        return rows;
    }

    static int[] Sample(int[] rows) =>
        rows.Length <= TrainingRowsScored ? rows : [.. Enumerable.Range(0, TrainingRowsScored).Select(i => rows[(int)((long)i * rows.Length / TrainingRowsScored)])];
}
