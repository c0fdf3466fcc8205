using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Train.CrossValidation;
using Rondo.Train.Judge;
using Rondo.Train.Leaderboard;

namespace Rondo.Lifecycle.Runs;

/// <summary>Who takes part, how they are compared, and what is wanted to know.</summary>
/// <param name="Candidates">Baselines first, so that even a cancelled run has something to compare with.</param>
public sealed record TrainingPlan(IReadOnlyList<Candidate> Candidates, IReadOnlyList<Fold> Folds, IMetric Metric)
{
    public required ulong Seed { get; init; }

    /// <summary>Whether permutation importances are wanted.</summary>
    public bool Explain { get; init; } = true;
}

/// <summary>A candidate, its folds, and the pipeline fitted on all training rows (of the first fold, in a cancelled run).</summary>
public sealed record Contender(CrossValidated Folds, FittedPipeline Pipeline, Scored Test)
{
    public string Model => Folds.Candidate.Model;

    public IReadOnlyDictionary<string, double?> TestValues { get; } = Evaluation.Values(Test);
}

/// <summary>A finished training.</summary>
/// <param name="Contenders">Best first, by the folds alone.</param>
public sealed record Trained(IReadOnlyList<Contender> Contenders)
{
    public required Contender Best { get; init; }

    public required Contender BestBaseline { get; init; }

    /// <summary>The best one's pipeline as it is saved.</summary>
    public required byte[] PipelineBytes { get; init; }

    public required IReadOnlyList<MeasuredMetric> Test { get; init; }

    public required IReadOnlyList<Importance> Importances { get; init; }

    /// <summary>Whether Ctrl-C came and this is the best so far.</summary>
    public bool IsCancelled { get; init; }
}

/// <summary>Cross-validates all candidates, refits them on all training rows, and measures the best on the test rows.</summary>
public static class Training
{
    // Importances need a stable order of columns, not every row.
    private const int ImportanceRows = 20_000;

    /// <exception cref="OperationCanceledException">Cancelled before a model that is no baseline was measured.</exception>
    public static Trained Run(PreparedData data, TrainingPlan plan, RunOptions options)
    {
        var context = new FitContext { Seed = plan.Seed, Threads = options.Threads, Cancellation = options.Cancellation };
        var (table, recipeData) = (data.TrainTable(), data.TrainData());
        var metrics = MetricSet.For(data.Target.Task);
        var finished = new List<CrossValidated>();
        try
        {
            foreach (var candidate in plan.Candidates) finished.Add(CrossValidate(candidate, table, recipeData, plan, metrics, context, options));
            return Judge(data, plan, [.. finished.Select(c => (c, Refit(c, table, recipeData, context, options)))], options, isCancelled: false);
        }
        catch (OperationCanceledException) when (Ranking.Best(finished, plan.Metric) is not null && Ranking.BestBaseline(finished, plan.Metric) is not null)
        {
            options.Say("train", "cancelled: keeping the best so far");
            return Judge(data, plan, [.. finished.Select(c => (c, c.FirstPipeline))], options with { Cancellation = CancellationToken.None }, isCancelled: true);
        }
    }

    static CrossValidated CrossValidate(
        Candidate candidate, Table table, RecipeData data, TrainingPlan plan, IReadOnlyList<IMetric> metrics, FitContext context, RunOptions options)
    {
        var folds = plan.Folds.Count == 1 ? "hold-out" : string.Create(CultureInfo.InvariantCulture, $"{plan.Folds.Count} folds");
        var progress = new Relay<double>(share => options.Say("train", $"{candidate.Model} ({folds})", share));
        var result = CrossValidator.Run(candidate, table, data, plan.Folds, metrics, context, new CrossValidatorOptions { Progress = progress });
        var metric = PartCatalog.NameOf(plan.Metric);
        var spread = result.StandardDeviation(metric) is { } std ? string.Create(CultureInfo.InvariantCulture, $" +/- {std:G3}") : "";
        options.Say("train", string.Create(CultureInfo.InvariantCulture, $"{candidate.Model}: {metric} {result.Mean(metric):G5}{spread}, {result.FitSeconds:0.0} s a fit"));
        return result;
    }

    static FittedPipeline Refit(CrossValidated result, Table table, RecipeData data, FitContext context, RunOptions options)
    {
        var recipe = result.Candidate.Recipe with { Algorithm = result.Candidate.Recipe.Algorithm.ForRefit(result.Models) };
        var progress = new Relay<FitProgress>(p => options.Say("train", $"{result.Candidate.Model} (all training rows)", (double)p.Done / Math.Max(1, p.Total)));
        return recipe.Fit(table, data, context with { Progress = progress });
    }

    static Trained Judge(PreparedData data, TrainingPlan plan, (CrossValidated Folds, FittedPipeline Pipeline)[] fitted, RunOptions options, bool isCancelled)
    {
        options.Say("evaluate", "measuring on the test rows");
        var (testTable, testTarget) = (data.TestTable(), data.TestTarget());
        var contenders = Ranking.Order(fitted.Select(f => f.Folds), plan.Metric).Select(folds =>
        {
            var pipeline = fitted.Single(f => f.Folds == folds).Pipeline;
            var predictions = pipeline.Predict(testTable, options.Threads, options.Cancellation);
            return new Contender(folds, pipeline, new Scored(testTarget, predictions.Values, null, predictions.Threshold));
        }).ToArray();
        var best = contenders.First(c => !c.Folds.Candidate.IsBaseline);
        var measured = Evaluation.Measure(best.Test, plan.Seed, options.Threads, options.Cancellation);
        return new Trained(contenders)
        {
            Best = best,
            BestBaseline = contenders.First(c => c.Folds.Candidate.IsBaseline),
            PipelineBytes = PipelineFormat.Write(best.Pipeline),
            Test = measured,
            Importances = plan.Explain && !isCancelled ? Importances(best.Pipeline, testTable, testTarget, plan, options) : [],
            IsCancelled = isCancelled,
        };
    }

    static IReadOnlyList<Importance> Importances(FittedPipeline pipeline, Table table, Target target, TrainingPlan plan, RunOptions options)
    {
        options.Say("evaluate", "permutation importances");
        if (table.RowCount > ImportanceRows)
        {
            var chosen = new CounterRandom(plan.Seed, "importance_rows").Permutation(table.RowCount)[..ImportanceRows];
            Array.Sort(chosen);
            (table, target) = (table.Take(chosen), target.Take(chosen));
        }
        return PermutationImportance.Compute(pipeline, table, target, plan.Metric, plan.Seed, options.Threads, options.Cancellation);
    }

    // Progress<T> posts to the thread pool and so may arrive late and out of order.
    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
