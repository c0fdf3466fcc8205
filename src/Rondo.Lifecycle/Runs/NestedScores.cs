using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Train.CrossValidation;

namespace Rondo.Lifecycle.Runs;

/// <summary>The metric of whole searches on outer folds: what choosing among models really reaches (Cawley and Talbot 2010).</summary>
public sealed record NestedScores(IReadOnlyList<double?> Folds)
{
    /// <summary>Searches anew in each outer fold's training rows, and scores the winner on its other rows.</summary>
    public static NestedScores Measure(TrainingRows rows, IReadOnlyList<Fold> outer, TrainingPlan plan, FoldPlan folds, RunOptions options)
    {
        var scores = new double?[outer.Count];
        for (var k = 0; k < scores.Length; k++)
        {
            options.Say("train", $"nested validation, outer fold {k + 1} of {scores.Length}");
            scores[k] = ScoreOf(rows, outer[k], plan, folds, options);
        }
        return new NestedScores(scores);
    }

    static double? ScoreOf(TrainingRows rows, Fold outer, TrainingPlan plan, FoldPlan folds, RunOptions options)
    {
        var inner = rows.Take(outer.Train);
        var quiet = options with { Progress = null, History = null };
        var search = new ModelSearch(plan, inner, folds.Make(inner), quiet).Run(null, new TimeBudget(plan.Budget, TimeProvider.System));
        if (search.Study.Best is not { } best) return null;
        var context = new FitContext { Seed = plan.Seed, Threads = options.Threads, Cancellation = options.Cancellation };
        var pipeline = search.Finished[best.Number].Refit.Fit(inner.Table, inner.Data, context);
        var validation = rows.Take(outer.Validation);
        return plan.Metric.Compute(pipeline.Score(validation.Table, validation.Data.Target, validation.Data.Weights, options.Threads, options.Cancellation)).Value;
    }
}
