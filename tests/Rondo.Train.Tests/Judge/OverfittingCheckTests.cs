using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Baselines;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;
using Rondo.Train.CrossValidation;
using Rondo.Train.Judge;
using Rondo.Train.Leaderboard;

namespace Rondo.Train.Tests.Judge;

public sealed class OverfittingCheckTests
{
    private static readonly GradientBoosting s_deepTree = new() { NEstimators = 1, LearningRate = 1, MaxLeaves = 500, MinSamplesLeaf = 1, L2 = 0, Colsample = 1, EarlyStopping = 0 };

    [Fact]
    public void A_deep_tree_on_two_hundred_rows_is_flagged_and_its_gap_told()
    {
        var (table, data) = RealData.California();
        int[] rows = [.. Enumerable.Range(0, 200).Select(i => i * 100)];
        var fitness = Judge(table.Take(rows), data.Take(rows), s_deepTree, new Rmse());

        Assert.True(fitness.IsOverfitted);
        Assert.Equal(fitness.Validation - fitness.Train, fitness.Gap, 1e-9);
        Assert.True(fitness.GapShare > 0.5);
        Assert.Contains("rmse", fitness.Finding, StringComparison.Ordinal);
        Assert.True(Judge(table.Take(rows), data.Take(rows), s_deepTree, new R2()).IsOverfitted);
    }

    [Fact]
    public void Ridge_on_twenty_thousand_rows_is_not()
    {
        var (table, data) = RealData.California();
        foreach (var metric in (IMetric[])[new Rmse(), new R2(), new Mae()])
        {
            var fitness = Judge(table, data, new Engine.Algorithms.Linear.RidgeRegression(), metric, new Impute(), new Standard());

            Assert.False(fitness.IsOverfitted);
            Assert.False(fitness.IsUnderfitted);
            Assert.Null(fitness.Finding);
            Assert.InRange(fitness.GapShare!.Value, -0.05, 0.05);
        }
    }

    [Fact]
    public void A_model_no_better_than_the_baseline_has_hardly_learned()
    {
        var (table, data) = SmallData.Make(400);
        var fitness = Judge(table.Select(["noise"]), data, new Engine.Algorithms.Linear.RidgeRegression(), new Rmse());

        Assert.True(fitness.IsUnderfitted);
        Assert.False(fitness.IsOverfitted);
        Assert.InRange(fitness.Gain!.Value, -0.05, 0.05);
    }

    [Fact]
    public void Without_scores_of_training_rows_there_is_nothing_to_judge()
    {
        var (table, data) = SmallData.Make();
        Assert.Null(OverfittingCheck.Judge(Validated(table, data, s_deepTree, new Rmse(), 0), new Rmse()));
    }

    static Fitness Judge(Table table, RecipeData data, IAlgorithm algorithm, IMetric metric, params ITransform[] transforms) =>
        OverfittingCheck.Judge(Validated(table, data, algorithm, metric, 1000, transforms), metric, Validated(table, data, new Constant(), metric, 0))!;

    static CrossValidated Validated(Table table, RecipeData data, IAlgorithm algorithm, IMetric metric, int scored, params ITransform[] transforms)
    {
        var candidate = new Candidate("any", new Dictionary<string, object?>(), new Recipe([.. transforms], algorithm));
        var folds = new KFold().Make(table.RowCount, data.Target, null, 1);
        return CrossValidator.Run(candidate, table, data, folds, [metric], new FitContext { Cancellation = TestContext.Current.CancellationToken }, new CrossValidatorOptions { TrainingRowsScored = scored });
    }
}
