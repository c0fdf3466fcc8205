using System.Diagnostics;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Train.Leaderboard;

namespace Rondo.Train.CrossValidation;

/// <summary>What is asked of a candidate beside its scores.</summary>
public sealed record CrossValidatorOptions
{
    /// <summary>Folds done (with the share of the fold under way) of all folds.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Rounds and epochs of the fold under way.</summary>
    public Action<int, FitProgress>? OnFit { get; init; }

    /// <summary>Called after each fold with its number and the scores so far; false ends here, with the folds done.</summary>
    public Func<int, IReadOnlyDictionary<string, double?[]>, bool>? GoesOn { get; init; }

    /// <summary>Training rows of each fold that are scored as well, to see how much is learned by heart; 0 for none.</summary>
    public int TrainingRowsScored { get; init; }
}

/// <summary>Fits the whole recipe on each fold's training rows and scores it on the fold's other rows.</summary>
public static class CrossValidator
{
    public static CrossValidated Run(
        Candidate candidate, Table table, RecipeData data, IReadOnlyList<Fold> folds, IReadOnlyList<IMetric> metrics, FitContext context, CrossValidatorOptions? options = null)
    {
        options ??= new CrossValidatorOptions();
        var scores = metrics.ToDictionary(PartCatalog.NameOf, _ => new double?[folds.Count]);
        var trainScores = metrics.ToDictionary(PartCatalog.NameOf, _ => new double?[folds.Count]);
        var outOfFold = new OutOfFold(table.RowCount);
        var models = new List<IModel>();
        FittedPipeline? first = null;
        var (fitTime, predictTime, predicted) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        for (var k = 0; k < folds.Count; k++)
        {
            var fold = folds[k];
            var start = Stopwatch.GetTimestamp();
            var pipeline = candidate.Recipe.Fit(table.Take(fold.Train), data.Take(fold.Train), context with { Progress = new FoldProgress(options, k, folds.Count) });
            fitTime += Stopwatch.GetElapsedTime(start);

            start = Stopwatch.GetTimestamp();
            var validation = Score(pipeline, table, data, fold.Validation, context);
            predictTime += Stopwatch.GetElapsedTime(start);
            predicted += fold.Validation.Length;

            outOfFold.Add(fold.Validation, validation);
            Compute(metrics, validation, scores, k);
            if (options.TrainingRowsScored > 0) Compute(metrics, Score(pipeline, table, data, Sample(fold.Train, options.TrainingRowsScored, context.Seed), context), trainScores, k);
            models.Add(pipeline.Branches[0].Model);
            first ??= pipeline;
            options.Progress?.Report((k + 1.0) / folds.Count);
            if (options.GoesOn?.Invoke(k, scores) == false) break;
        }
        return new CrossValidated(candidate)
        {
            Scores = scores,
            TrainScores = trainScores,
            OutOfFold = outOfFold,
            Refit = candidate.Recipe with { Algorithm = candidate.Recipe.Algorithm.ForRefit(models) },
            FirstPipeline = first ?? throw new ArgumentException("Cross-validation needs a fold.", nameof(folds)),
            FitSeconds = fitTime.TotalSeconds / models.Count,
            PredictMicrosecondsPerRow = predictTime.TotalMicroseconds / predicted,
        };
    }

    static Scored Score(FittedPipeline pipeline, Table table, RecipeData data, int[] rows, FitContext context)
    {
        var part = data.Take(rows);
        return pipeline.Score(table.Take(rows), part.Target, part.Weights, context.Threads, context.Cancellation);
    }

    static void Compute(IReadOnlyList<IMetric> metrics, Scored scored, Dictionary<string, double?[]> scores, int fold)
    {
        foreach (var metric in metrics) scores[PartCatalog.NameOf(metric)][fold] = metric.Compute(scored).Value;
    }

    static int[] Sample(int[] rows, int count, ulong seed) =>
        Array.ConvertAll(new CounterRandom(seed, "training_rows_scored").Sample(rows.Length, count), i => rows[i]);

    private sealed class FoldProgress(CrossValidatorOptions options, int fold, int folds) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            options.OnFit?.Invoke(fold, value);
            options.Progress?.Report((fold + (double)value.Done / Math.Max(1, value.Total)) / folds);
        }
    }
}
