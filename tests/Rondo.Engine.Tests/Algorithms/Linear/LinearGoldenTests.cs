using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;

namespace Rondo.Engine.Tests.Algorithms.Linear;

public sealed class LinearGoldenTests
{
    public static TheoryData<string> RidgeCases => [.. LinearCase.All("ridge").Select(c => c.Name)];

    public static TheoryData<string> LogisticCases => [.. LinearCase.All("logistic_regression").Select(c => c.Name)];

    public static TheoryData<string> LeastSquaresCases => [.. LinearCase.All("linear_regression").Select(c => c.Name)];

    public static TheoryData<string> ElasticNetCases => [.. LinearCase.All("elastic_net").Select(c => c.Name)];

    public static TheoryData<string> SvmCases => [.. LinearCase.All("linear_svm").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(LeastSquaresCases))]
    public void Linear_regression_equals_scikit_learn(string name)
    {
        var item = LinearCase.All("linear_regression").Single(c => c.Name == name);
        var model = (LinearModel)new LinearRegression().Fit(item.Data, new FitContext { Threads = 2 });
        var (coefficients, predictions) = item.Differences(model);
        Assert.True(model.HasConverged);
        Assert.InRange(coefficients, 0, 1e-6);
        Assert.InRange(predictions, 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(ElasticNetCases))]
    public void Lasso_and_elastic_net_equal_scikit_learn(string name)
    {
        var item = LinearCase.All("elastic_net").Single(c => c.Name == name);
        var (alpha, ratio) = (item.Number("alpha"), item.Number("l1_ratio"));
        IAlgorithm algorithm = ratio == 1 ? new Lasso { Alpha = alpha } : new ElasticNet { Alpha = alpha, L1Ratio = ratio };
        var model = (LinearModel)algorithm.Fit(item.Data, new FitContext { Threads = 2 });
        var (coefficients, predictions) = item.Differences(model);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{name}: {model.Iterations} passes, {coefficients:e1}, {predictions:e1}"));
        Assert.True(model.HasConverged);
        Assert.InRange(coefficients, 0, 1e-4);
        Assert.InRange(predictions, 0, 1e-4);
        if (ratio > 0) Assert.Equal(GoldenFile.Doubles(item.Json.GetProperty("coefficients")).Select(c => c != 0), model.Coefficients().ToArray().Select(c => c != 0));
    }

    [Theory]
    [MemberData(nameof(SvmCases))]
    public void The_margins_of_linear_support_vector_machines_equal_scikit_learn(string name)
    {
        var item = LinearCase.All("linear_svm").Single(c => c.Name == name);
        var algorithm = new LinearSvm { C = item.Number("c") };
        if (item.Data.Target.Task == TaskKind.Regression)
            algorithm = algorithm with { Epsilon = item.Number("epsilon"), InterceptScaling = item.Number("intercept_scaling") };
        var model = algorithm.Fit(item.Data, new FitContext { Threads = 2 });
        var margins = model as LinearModel ?? ((LinearSvmModel)model).Margins;
        var (coefficients, _) = item.Differences(margins);
        Assert.True(margins.HasConverged);
        Assert.InRange(coefficients, 0, 1e-4);
        var expected = GoldenFile.Doubles(item.Json.GetProperty("predictions"));
        var actual = new double[item.Data.Rows];
        for (var k = 0; k < margins.Scores; k++)
        {
            margins.RawScores(item.Data.Features, k, actual);
            for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[i * margins.Scores + k], actual[i], 1e-4 * Math.Max(1, Math.Abs(actual[i])));
        }
    }

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
