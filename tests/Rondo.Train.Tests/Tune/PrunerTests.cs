using Rondo.Train.Tune;

namespace Rondo.Train.Tests.Tune;

public class PrunerTests
{
    [Fact]
    public void The_median_ends_what_is_worse_than_half_of_the_earlier_trials()
    {
        var earlier = Earlier([1, 1], [2, 2], [3, 3], [4, 4]);
        var pruner = new MedianPruner { NStartupTrials = 4 };

        Assert.True(pruner.GoesOn(earlier, [2.5], higherIsBetter: false));
        Assert.False(pruner.GoesOn(earlier, [2.6], higherIsBetter: false));
        Assert.False(pruner.GoesOn(earlier, [2.4], higherIsBetter: true));
        Assert.True(pruner.GoesOn(earlier, [9, 9, 9], higherIsBetter: false));
    }

    [Fact]
    public void The_median_waits_for_its_first_trials_and_steps()
    {
        var earlier = Earlier([1, 1], [2, 2], [3, 3], [4, 4]);

        Assert.True(new MedianPruner { NStartupTrials = 5 }.GoesOn(earlier, [9], higherIsBetter: false));
        Assert.True(new MedianPruner { NStartupTrials = 4, NWarmupSteps = 1 }.GoesOn(earlier, [9], higherIsBetter: false));
        Assert.False(new MedianPruner { NStartupTrials = 4, NWarmupSteps = 1 }.GoesOn(earlier, [9, 9], higherIsBetter: false));
    }

    [Fact]
    public void Halving_lets_the_best_third_go_on_at_each_rung()
    {
        var earlier = Earlier([1, 1, 1], [2, 2, 2], [3], [4], [5]);
        var pruner = new SuccessiveHalvingPruner();

        Assert.True(pruner.GoesOn(earlier, [1.5], higherIsBetter: false));
        Assert.False(pruner.GoesOn(earlier, [2.5], higherIsBetter: false));
        Assert.True(pruner.GoesOn(earlier, [9, 9], higherIsBetter: false));
        Assert.False(pruner.GoesOn(earlier, [1, 1, 1.5], higherIsBetter: false));
        Assert.True(pruner.GoesOn(earlier, [1, 1, 0.5], higherIsBetter: false));
        Assert.True(pruner.GoesOn(earlier, [4.5], higherIsBetter: true));
        Assert.False(pruner.GoesOn(earlier, [3.5], higherIsBetter: true));
    }

    [Fact]
    public void Pruned_trials_keep_what_they_reached_and_count()
    {
        var study = Tuner.Run(Studies.Plan(new RandomSearch(), 40, Studies.Bowl) with { Pruner = new SuccessiveHalvingPruner() }, Studies.Objective);
        var pruned = study.Trials.Where(t => t.State == TrialState.Pruned).ToArray();

        Assert.Equal(40, study.Trials.Length);
        Assert.InRange(pruned.Length, 20, 36);
        Assert.All(pruned, t => Assert.Null(t.Score));
        Assert.All(pruned, t => Assert.InRange(t.Intermediate.Length, 1, 3));
        Assert.All(study.Trials.Where(t => t.State == TrialState.Completed), t => Assert.Equal(4, t.Intermediate.Length));
    }

    [Fact]
    public void Defaults_are_never_pruned()
    {
        var study = Tuner.Run(
            Studies.Plan(new RandomSearch(), 20, [.. Enumerable.Range(0, 12).Select(i => Studies.Steps with { Model = $"model{i}" })]) with { Pruner = new MedianPruner() },
            (request, goesOn, _, _) =>
            {
                goesOn(request.Number);
                return new TrialOutcome(request.Number);
            });

        Assert.Equal(Enumerable.Range(0, 12), study.Trials.Where(t => t.State == TrialState.Completed).Select(t => t.Number));
    }

    static Trial[] Earlier(params double[][] scores) =>
        [.. scores.Select((s, i) => new Trial(i, "model", new Dictionary<string, object?>(), TrialState.Completed) { Score = s[^1], Intermediate = [.. s] })];
}
