using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Algorithms.Linear;

public sealed class SparseAndMarginTests
{
    [Fact]
    public void Linear_regression_keeps_its_promises() => ModelPromises.Hold(new LinearRegression(), LinearData.Random(20_011, TaskKind.Regression));

    [Fact]
    public void Wide_linear_regression_keeps_its_promises() =>
        ModelPromises.Hold(new LinearRegression(), LinearData.Random(9_001, TaskKind.Regression, cardinalities: [5, 1500]));

    [Fact]
    public void Lasso_keeps_its_promises() => ModelPromises.Hold(new Lasso { Alpha = 0.01 }, LinearData.Random(20_011, TaskKind.Regression));

    [Fact]
    public void Wide_elastic_net_keeps_its_promises() =>
        ModelPromises.Hold(new ElasticNet { Alpha = 0.01 }, LinearData.Random(9_001, TaskKind.Regression, cardinalities: [5, 3000]));

    [Theory]
    [InlineData(TaskKind.Regression)]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void Linear_support_vector_machines_keep_their_promises(TaskKind task) => ModelPromises.Hold(new LinearSvm(), LinearData.Random(9_001, task));

    [Fact]
    public void Both_ways_of_coordinate_descent_find_the_same_coefficients()
    {
        // Categories that no row has make the design wide without changing the optimum.
        var data = LinearData.Random(900, TaskKind.Regression, cardinalities: [5]);
        var random = new CounterRandom(3, "wide");
        var ids = Enumerable.Range(0, 900).Select(i => (float)random.Below((ulong)i, 1100)).ToArray();
        var features = new FeatureMatrix([.. data.Features.Features, new("id", 1100)], [.. data.Features.Columns, ids], 900);
        var algorithm = new Lasso { Alpha = 0.1, Tol = 1e-10 };
        var small = (LinearModel)algorithm.Fit(data, new FitContext());
        var wide = (LinearModel)algorithm.Fit(data with { Features = features }, new FitContext());
        Assert.Equal(0, wide.Coefficients()[9..].ToArray().Count(c => c != 0));
        for (var i = 0; i < 9; i++) Assert.Equal(small.Coefficients()[i], wide.Coefficients()[i], 1e-8);
    }

    [Fact]
    public void A_target_without_spread_gives_its_value()
    {
        var data = LinearData.Random(50, TaskKind.Regression);
        data = data with { Target = Target.Regression([.. Enumerable.Repeat(3.0, 50)]) };
        foreach (var algorithm in (IAlgorithm[])[new Lasso(), new ElasticNet { Alpha = 0 }, new LinearRegression()])
        {
            var output = new double[50];
            algorithm.Fit(data, new FitContext()).Predict(data.Features, output);
            Assert.All(output, v => Assert.Equal(3, v, 1e-12));
        }
    }

    [Fact]
    public void Probabilities_of_a_support_vector_machine_are_about_as_often_true_as_they_say()
    {
        var (train, test) = (LinearData.Random(3000, TaskKind.Binary, seed: 1), LinearData.Random(3000, TaskKind.Binary, seed: 1).Take([.. Enumerable.Range(1500, 1500)]));
        train = train.Take([.. Enumerable.Range(0, 1500)]);
        var model = new LinearSvm().Fit(train, new FitContext());
        var predictions = new double[3000];
        model.Predict(test.Features, predictions);
        Assert.InRange(new Ece().Compute(new Scored(test.Target, predictions)).Value!.Value, 0, 0.05);
    }

    [Fact]
    public void Two_rows_of_two_classes_are_enough_for_a_support_vector_machine()
    {
        var matrix = new FeatureMatrix([new("x")], [[-1, 1]], 2);
        var model = new LinearSvm().Fit(new TrainingSet(matrix, new Target(TaskKind.Binary, [0, 1], ["no", "yes"])), new FitContext());
        var output = new double[4];
        model.Predict(matrix, output);
        Assert.True(output[1] < 0.5 && output[3] > 0.5);
    }

    [Fact]
    public void Nothing_but_a_constant_is_left_without_columns()
    {
        var set = new TrainingSet(new FeatureMatrix([], [], 4), Target.Regression([1, 2, 3, 6]));
        foreach (var algorithm in (IAlgorithm[])[new Lasso(), new LinearRegression()])
        {
            var output = new double[1];
            algorithm.Fit(set, new FitContext()).Predict([], output);
            Assert.Equal(3, output[0]);
        }
    }
}
