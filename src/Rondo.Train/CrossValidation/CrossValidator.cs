using System.Diagnostics;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Train.Leaderboard;

namespace Rondo.Train.CrossValidation;

/// <summary>Fits the whole recipe on each fold's training rows and scores it on the fold's other rows.</summary>
public static class CrossValidator
{
    /// <param name="progress">Folds done (with the share of the fold under way) of all folds.</param>
    public static CrossValidated Run(
        Candidate candidate, Table table, RecipeData data, IReadOnlyList<Fold> folds, IReadOnlyList<IMetric> metrics, FitContext context, IProgress<double>? progress = null)
    {
        var scores = metrics.ToDictionary(PartCatalog.NameOf, _ => new double?[folds.Count]);
        var models = new List<IModel>();
        FittedPipeline? first = null;
        var (fitTime, predictTime, predicted) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        for (var k = 0; k < folds.Count; k++)
        {
            var fold = folds[k];
            var start = Stopwatch.GetTimestamp();
            var pipeline = candidate.Recipe.Fit(table.Take(fold.Train), data.Take(fold.Train), context with { Progress = ShareOf(progress, k, folds.Count) });
            fitTime += Stopwatch.GetElapsedTime(start);

            start = Stopwatch.GetTimestamp();
            var predictions = pipeline.Predict(table.Take(fold.Validation), context.Threads, context.Cancellation);
            predictTime += Stopwatch.GetElapsedTime(start);
            predicted += fold.Validation.Length;

            var validation = data.Take(fold.Validation);
            var scored = new Scored(validation.Target, predictions.Values, validation.Weights, predictions.Threshold);
            foreach (var metric in metrics) scores[PartCatalog.NameOf(metric)][k] = metric.Compute(scored).Value;
            models.Add(pipeline.Model);
            first ??= pipeline;
            progress?.Report((k + 1.0) / folds.Count);
        }
        return new CrossValidated(candidate)
        {
            Scores = scores,
            Models = models,
            FirstPipeline = first ?? throw new ArgumentException("Cross-validation needs a fold.", nameof(folds)),
            FitSeconds = fitTime.TotalSeconds / folds.Count,
            PredictMicrosecondsPerRow = predictTime.TotalMicroseconds / predicted,
        };
    }

    static FoldProgress? ShareOf(IProgress<double>? progress, int fold, int folds) =>
        progress is null ? null : new FoldProgress(progress, fold, folds);

    private sealed class FoldProgress(IProgress<double> progress, int fold, int folds) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => progress.Report((fold + (double)value.Done / Math.Max(1, value.Total)) / folds);
    }
}
