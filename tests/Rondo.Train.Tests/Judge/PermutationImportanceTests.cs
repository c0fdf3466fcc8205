using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Engine.Transforms;
using Rondo.Train.Judge;

namespace Rondo.Train.Tests.Judge;

public sealed class PermutationImportanceTests
{
    [Fact]
    public void The_column_that_the_target_follows_comes_first_and_noise_is_worth_nothing()
    {
        var (table, data) = SmallData.Make();
        var pipeline = SmallData.Ridge(new Standard()).Recipe.Fit(table, data, new FitContext());
        var importances = PermutationImportance.Compute(pipeline, table, data.Target, new Rmse(), 1, 1, TestContext.Current.CancellationToken);
        Assert.Equal(["signal", "noise"], importances.Select(i => i.Column));
        Assert.True(importances[0].Mean > 5);
        Assert.InRange(importances[1].Mean, -0.05, 0.05);
    }

    [Fact]
    public void Equal_seeds_give_equal_importances_on_any_threads()
    {
        var (table, data) = SmallData.Make();
        var pipeline = SmallData.Ridge(new Standard()).Recipe.Fit(table, data, new FitContext());
        var one = PermutationImportance.Compute(pipeline, table, data.Target, new R2(), 3, 1, TestContext.Current.CancellationToken);
        var eight = PermutationImportance.Compute(pipeline, table, data.Target, new R2(), 3, 8, TestContext.Current.CancellationToken);
        Assert.Equal(one, eight);
    }
}
