using Rondo.Engine.Errors;
using Rondo.Train.Tune;

namespace Rondo.Train.Tests.Tune;

public class BayesianSearchTests
{
    [Fact]
    public void It_finds_better_parameters_than_chance_with_half_the_trials()
    {
        var (learnt, drawn) = (0.0, 0.0);
        for (var seed = 0UL; seed < 20; seed++)
        {
            learnt += Tuner.Run(Studies.Plan(new BayesianSearch(), 50) with { Seed = seed }, Studies.Objective).Best!.Score!.Value;
            drawn += Tuner.Run(Studies.Plan(new RandomSearch(), 100) with { Seed = seed }, Studies.Objective).Best!.Score!.Value;
        }

        Assert.True(learnt < 0.8 * drawn, $"{learnt / 20} against {drawn / 20}");
    }

    [Fact]
    public void The_better_model_gets_most_of_the_trials_and_every_model_some()
    {
        var study = Tuner.Run(Studies.Plan(new BayesianSearch(), 60), (request, _, _, _) => new TrialOutcome(Studies.Score(request.Model, request.Parameters) + (request.Model == "bowl" ? 50 : 0)));

        Assert.InRange(study.Trials.Count(t => t.Model == "steps"), 36, 55);
        Assert.InRange(study.Trials.Count(t => t.Model == "bowl"), 5, 24);
    }

    [Fact]
    public void It_tries_nothing_twice_and_ends_when_nothing_is_left()
    {
        var space = Studies.Steps with { Dimensions = [new NumberDimension("n", 19, 22, IsWhole: true), new ChoiceDimension("kind", ["a", "b", "c"])] };

        var study = Tuner.Run(Studies.Plan(new BayesianSearch(), 60, space), Studies.Objective);

        Assert.Equal(study.Trials.Length, study.Trials.Select(t => (t.Parameters["n"], t.Parameters["kind"])).Distinct().Count());
        Assert.Equal(12, study.Trials.Length);
    }

    [Fact]
    public void A_model_without_parameters_is_tried_once()
    {
        var study = Tuner.Run(
            Studies.Plan(new BayesianSearch(), 20, new SearchSpace("constant", []) { Defaults = new Dictionary<string, object?>() }, Studies.Bowl),
            (request, _, _, _) => new TrialOutcome(request.Model == "constant" ? -1 : Studies.Score(request.Model, request.Parameters)));

        Assert.Equal(0, Assert.Single(study.Trials, t => t.Model == "constant").Number);
        Assert.Equal(20, study.Trials.Length);
    }

    [Fact]
    public void Where_trials_fail_it_does_not_stay()
    {
        var study = Tuner.Run(Studies.Plan(new BayesianSearch(), 60, Studies.Bowl), (request, goesOn, threads, cancellation) =>
            (double)request.Parameters["x"]! < 1 ? throw new RondoException("bad", "No.") : Studies.Objective(request, goesOn, threads, cancellation));

        Assert.InRange(study.Trials.Count(t => t.State == TrialState.Failed), 1, 20);
        Assert.InRange(study.Best!.Score!.Value, 0, 1);
    }

    [Fact]
    public void Trials_of_a_batch_keep_apart()
    {
        var study = Tuner.Run(Studies.Plan(new BayesianSearch(), 80, Studies.Bowl) with { Batch = 8 }, Studies.Objective);

        foreach (var batch in study.Trials.Chunk(8))
        {
            var places = batch.Select(t => Studies.Bowl.PointOf(t.Parameters)).ToArray();
            var mean = (from a in places from b in places where a != b select Math.Abs(a[0] - b[0]) + Math.Abs(a[1] - b[1])).Average();
            Assert.True(mean > 0.01, $"{mean}");
        }
    }

    [Fact]
    public void Hundreds_of_parameters_are_no_hurdle()
    {
        var space = new SearchSpace("wide", [.. Enumerable.Range(0, 300).Select(i => (Dimension)(i % 2 == 0 ? new NumberDimension($"x{i}", 0, 1) : new ChoiceDimension($"x{i}", [1L, 2L])))]);

        var study = Tuner.Run(Studies.Plan(new BayesianSearch(), 24, space), (request, _, _, _) => new TrialOutcome((double)request.Parameters["x0"]!));

        Assert.All(study.Trials, t => Assert.True(double.IsFinite(t.Score!.Value)));
    }
}
