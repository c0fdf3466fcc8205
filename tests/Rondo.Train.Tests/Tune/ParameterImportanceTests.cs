using Rondo.Train.Tune;

namespace Rondo.Train.Tests.Tune;

public class ParameterImportanceTests
{
    static readonly SearchSpace s_space = new("model", [new NumberDimension("a", 0, 1), new NumberDimension("b", 0, 1), new NumberDimension("noise", 0, 1), new ChoiceDimension("kind", ["x", "y"])]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Shares_follow_the_variance_that_each_parameter_brings(bool isLearnt)
    {
        // The variances of 3a, b and the choice are 0.75, 0.083 and 0.25.
        var study = Tuner.Run(Studies.Plan(isLearnt ? new BayesianSearch() : new RandomSearch(), 120, s_space), (request, _, _, _) =>
            new TrialOutcome(3 * (double)request.Parameters["a"]! + (double)request.Parameters["b"]! + ((string)request.Parameters["kind"]! == "x" ? 0 : 1)));

        var shares = ParameterImportance.Of(study).ToDictionary(i => i.Parameter, i => i.Share);

        Assert.Equal(1, shares.Values.Sum(), 1e-12);
        Assert.InRange(shares["a"], 0.5, 0.85);
        Assert.InRange(shares["noise"], 0, 0.05);
        // A learnt search gives the worse choice few trials, so less is known of it.
        if (!isLearnt) Assert.InRange(shares["kind"], Math.Max(0.1, shares["b"]), 0.4);
    }

    [Fact]
    public void Each_model_has_its_own_shares()
    {
        var study = Tuner.Run(Studies.Plan(new RandomSearch(), 60), Studies.Objective);
        var importance = ParameterImportance.Of(study);

        Assert.Equal(["bowl.x", "bowl.y", "steps.n", "steps.kind"], importance.Select(i => $"{i.Model}.{i.Parameter}"));
        Assert.Equal(1, importance.Where(i => i.Model == "bowl").Sum(i => i.Share), 1e-12);
        Assert.Equal(importance, ParameterImportance.Of(study));
    }

    [Fact]
    public void Where_nothing_can_be_said_nothing_is_said()
    {
        var few = Tuner.Run(Studies.Plan(new RandomSearch(), 4, s_space), (request, _, _, _) => new TrialOutcome(request.Number));
        var equal = Tuner.Run(Studies.Plan(new RandomSearch(), 40, s_space), (_, _, _, _) => new TrialOutcome(1));

        Assert.Empty(ParameterImportance.Of(few));
        Assert.Empty(ParameterImportance.Of(equal));
    }
}
