using Rondo.Train.Tune;

namespace Rondo.Train.Tests.Tune;

public class RandomSearchTests
{
    [Fact]
    public void A_seed_always_draws_the_same_and_another_seed_something_else()
    {
        var plan = Studies.Plan(new RandomSearch());

        Assert.Equal(Studies.Lines(Tuner.Run(plan, Studies.Objective)), Studies.Lines(Tuner.Run(plan, Studies.Objective)));
        Assert.NotEqual(Studies.Lines(Tuner.Run(plan, Studies.Objective)), Studies.Lines(Tuner.Run(plan with { Seed = 6 }, Studies.Objective)));
    }

    // Kolmogorov 1933: the distance of n draws stays below 1.36 / sqrt(n) in 95 of 100 cases, below 1.63 / sqrt(n) in 99.
    [Theory]
    [InlineData("x")]
    [InlineData("y")]
    public void Draws_are_uniform_on_their_scale(string name)
    {
        var dimension = Studies.Bowl.Dimensions.Single(d => d.Name == name);
        var study = Tuner.Run(Studies.Plan(new RandomSearch(), 2000, Studies.Bowl), Studies.Objective);
        double[] draws = [.. study.Trials.Select(t => dimension.UnitOf(t.Parameters[name])).Order()];

        var distance = Enumerable.Range(0, draws.Length).Max(i => Math.Max((i + 1.0) / draws.Length - draws[i], draws[i] - (double)i / draws.Length));

        Assert.True(distance < 1.63 / Math.Sqrt(draws.Length), $"{distance}");
    }

    [Fact]
    public void Whole_numbers_and_choices_are_drawn_equally_often()
    {
        var study = Tuner.Run(Studies.Plan(new RandomSearch(), 6000, Studies.Steps with { Dimensions = [new NumberDimension("n", 1, 6, IsWhole: true), new ChoiceDimension("kind", ["a", "b", "c"]), new NumberDimension("free", 0, 1)], Defaults = null }), Studies.Objective);

        Assert.All(study.Trials.CountBy(t => t.Parameters["n"]!), n => Assert.InRange(n.Value, 880, 1120));
        Assert.All(study.Trials.CountBy(t => t.Parameters["kind"]!), n => Assert.InRange(n.Value, 1850, 2150));
    }

    [Fact]
    public void It_ends_when_nothing_is_left_to_try()
    {
        var space = Studies.Steps with { Dimensions = [new ChoiceDimension("n", [20L]), new ChoiceDimension("kind", ["b"])] };

        Assert.Single(Tuner.Run(Studies.Plan(new RandomSearch(), 10, space), Studies.Objective).Trials);
    }
}
