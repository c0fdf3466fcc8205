using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;

namespace Rondo.Engine.Tests.Algorithms.Linear;

public sealed class LinearGoldenTests
{
    public static TheoryData<string> RidgeCases => [.. LinearCase.All("ridge").Select(c => c.Name)];

    public static TheoryData<string> LogisticCases => [.. LinearCase.All("logistic_regression").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(RidgeCases))]
    public void Ridge_equals_scikit_learn(string name)
    {
        var item = LinearCase.All("ridge").Single(c => c.Name == name);
        var model = (LinearModel)new RidgeRegression { Alpha = item.Number("alpha") }.Fit(item.Data, new FitContext { Threads = 2 });
        var (coefficients, predictions) = item.Differences(model);
        Assert.True(model.HasConverged);
        Assert.InRange(coefficients, 0, 1e-6);
        Assert.InRange(predictions, 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(LogisticCases))]
    public void Logistic_regression_equals_scikit_learn(string name)
    {
        var item = LinearCase.All("logistic_regression").Single(c => c.Name == name);
        var algorithm = new LogisticRegression
        {
            C = item.Number("c"),
            ClassWeight = item.Json.GetProperty("balanced").GetBoolean() ? ClassWeight.Balanced : ClassWeight.None,
        };
        var model = (LinearModel)algorithm.Fit(item.Data, new FitContext { Threads = 2 });
        var (coefficients, predictions) = item.Differences(model);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{name}: {model.Iterations} steps, {coefficients:e1}, {predictions:e1}"));
        Assert.True(model.HasConverged);
        Assert.InRange(coefficients, 0, 1e-5);
        Assert.InRange(predictions, 0, 1e-6);
    }
}
