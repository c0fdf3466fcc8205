using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Tests.Algorithms.Boosting;

public sealed class BoostingRoundsTests
{
    private static readonly GradientBoosting Stopping = new() { NEstimators = 400, LearningRate = 0.3, EarlyStopping = 10 };

    [Fact]
    public void Early_stopping_keeps_the_best_round()
    {
        var model = Stopping.Train(Sets.Classes(1500, 2));
        Assert.True(model.BestRound < 400);
        Assert.Equal(model.BestRound + 10, model.Rounds);
        Assert.Equal(model.ValidationLoss.Min(), model.ValidationLoss[model.BestRound - 1]);
        Assert.Equal(model.BestRound, model.Trees);
    }

    [Fact]
    public void Early_stopping_takes_the_validation_rows_that_are_given()
    {
        var set = Sets.Regression(1000);
        var given = Stopping.Train(set with { Validation = Sets.Regression(300, seed: 5) });
        var own = Stopping.Train(set);
        Assert.NotEqual(own.ValidationLoss[0], given.ValidationLoss[0]);
        Assert.Equal(Stopping.Train(set.HoldOut(0.15, 42)).Bytes(), own.Bytes());
    }

    [Fact]
    public void In_time_order_the_newest_rows_stop_the_rounds_and_are_then_learned()
    {
        var set = Sets.Regression(1000) with { IsOrdered = true };
        var stopped = Stopping.Train(set.HoldOut(0.15, 42));
        var model = Stopping.Train(set);
        Assert.Equal((Stopping with { EarlyStopping = 0, NEstimators = stopped.BestRound }).Train(set).Predictions(set.Features), model.Predictions(set.Features));
        Assert.Equal(stopped.BestRound, model.BestRound);
        Assert.Equal(stopped.ValidationLoss, model.ValidationLoss);
    }

    [Fact]
    public void A_refit_has_the_mean_of_the_best_rounds()
    {
        IModel[] folds = [Stopping.Train(Sets.Regression(500, seed: 1)), Stopping.Train(Sets.Regression(500, seed: 2))];
        var refit = (GradientBoosting)Stopping.ForRefit(folds);
        Assert.Equal(0, refit.EarlyStopping);
        Assert.Equal(folds.Average(m => ((GradientBoostingModel)m).BestRound), refit.NEstimators, 0.5);
        Assert.Same(Sets.Quick, Sets.Quick.ForRefit(folds));
    }

    [Fact]
    public void Training_loss_falls_from_round_to_round()
    {
        var losses = Sets.Quick.Train(Sets.Classes(1000, 3)).TrainingLoss;
        Assert.Equal(30, losses.Count);
        Assert.All(losses.Zip(losses.Skip(1)), p => Assert.True(p.Second < p.First));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_warm_start_goes_on_where_the_model_was(int classes)
    {
        var set = classes == 1 ? Sets.Mixed(1000) : Sets.Classes(1000, classes);
        var whole = Sets.Quick.Train(set);
        var first = (Sets.Quick with { NEstimators = 12 }).Train(set);
        var rest = (GradientBoostingModel)(Sets.Quick with { NEstimators = 18 }).Fit(set, new FitContext { WarmStart = first });
        Assert.Equal(whole.Bytes(), rest.Bytes());
    }

    [Fact]
    public void A_warm_start_of_other_features_is_refused()
    {
        var other = Sets.Quick.Train(Sets.Regression(100, features: 4));
        var mistake = Assert.Throws<RondoException>(() => Sets.Quick.Fit(Sets.Regression(100), new FitContext { WarmStart = other }));
        Assert.Equal("bad_warm_start", mistake.Mistakes[0].Code);
    }

    [Fact]
    public void Samples_of_rows_and_features_still_learn()
    {
        var (train, test) = (Sets.Regression(3000), Sets.Regression(500, seed: 9));
        var model = (Sets.Quick with { Subsample = 0.5, Colsample = 0.5, NEstimators = 150 }).Train(train);
        Assert.True(Sets.Rmse(model.Predictions(test.Features), test.Target.Values) < 0.2);
    }

    [Fact]
    public void Progress_is_told_each_round()
    {
        var told = new Steps();
        Sets.Quick.Fit(Sets.Regression(200), new FitContext { Progress = told });
        Assert.Equal(Enumerable.Range(1, 30), told.Done);
    }

    [Fact]
    public void Cancellation_stops_within_a_second()
    {
        var set = Sets.Regression(200_000, 20);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            (Sets.Quick with { NEstimators = 10_000 }).Fit(set, new FitContext { Threads = 2, Cancellation = source.Token }));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1.3), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public void Mistakes_are_told_together()
    {
        var set = Sets.Mixed(50);
        set.Target.Values[3] = double.NaN;
        set = set with { Weights = [.. Enumerable.Repeat(-1.0, 50)] };
        var mistakes = Assert.Throws<RondoException>(() => (Sets.Quick with { Monotone = [0, 1] }).Fit(set, new FitContext())).Mistakes;
        Assert.Equal(["bad_target", "bad_weight", "bad_parameter", "bad_parameter"], mistakes.Select(m => m.Code));
    }

    sealed class Steps : IProgress<FitProgress>
    {
        public List<int> Done { get; } = [];

        public void Report(FitProgress value) => Done.Add(value.Done);
    }
}
