using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Baselines;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Algorithms.Baselines;

public sealed class BaselineTests
{
    [Theory]
    [InlineData(ConstantStrategy.Median, 2.5)]
    [InlineData(ConstantStrategy.Mean, 26.5)]
    public void A_constant_is_the_median_or_mean(ConstantStrategy strategy, double expected) =>
        Assert.Equal([expected], Fit(new Constant { Strategy = strategy }, Numbers([1, 2, 3, 100])).Output);

    [Fact]
    public void Weights_move_the_median() =>
        Assert.Equal([100], Fit(new Constant(), Numbers([1, 2, 3, 100]) with { Weights = [1, 0, 1, 5] }).Output);

    [Fact]
    public void A_prior_is_the_share_of_each_class() =>
        Assert.Equal([0.25, 0.75], Fit(new Prior(), Classes([0, 1, 1, 1])).Output);

    [Fact]
    public void One_rule_finds_the_feature_that_tells_and_not_the_one_that_is_unique()
    {
        // x0 is noise, x1 is a category for every row, x2 tells the class for two rows in three.
        var random = new CounterRandom(1, "one_rule_test");
        const int rows = 3000;
        var (noise, unique, telling, labels) = (new float[rows], new float[rows], new float[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            labels[i] = random.Below((ulong)(4 * i), 2);
            noise[i] = (float)random.Uniform((ulong)(4 * i + 1));
            unique[i] = i;
            telling[i] = (float)(random.Uniform((ulong)(4 * i + 2)) < 0.67 ? labels[i] + 0.5 * random.Uniform((ulong)(4 * i + 3)) : 2);
        }
        var matrix = new FeatureMatrix([new("noise"), new("unique", rows), new("telling")], [noise, unique, telling], rows);
        foreach (var target in new[] { Binary(labels), Target.Regression(labels) })
        {
            var model = (OneRuleModel)new OneRule().Fit(new TrainingSet(matrix, target), new FitContext());
            Assert.Equal("telling", model.FeatureName);
            var output = new double[model.Outputs];
            model.Predict([0, 0, 1.2f], output);
            Assert.InRange(output[^1], 0.9, 1);
        }
    }

    [Fact]
    public void One_rule_has_a_bin_for_missing_values()
    {
        float[] values = [.. Enumerable.Repeat(float.NaN, 50), .. Enumerable.Repeat(1f, 50)];
        double[] target = [.. Enumerable.Repeat(10.0, 50), .. Enumerable.Repeat(0.0, 50)];
        var model = new OneRule { Smoothing = 0.1 }.Fit(new TrainingSet(new FeatureMatrix([new("x")], [values], 100), Target.Regression(target)), new FitContext());
        var output = new double[1];
        model.Predict([float.NaN], output);
        Assert.Equal(10, output[0], 0.1);
        model.Predict([1], output);
        Assert.Equal(0, output[0], 0.1);
    }

    [Fact]
    public void An_unknown_category_gets_the_overall_mean()
    {
        var matrix = new FeatureMatrix([new("c", 3)], [[0, 0, 1, 1]], 4);
        var model = new OneRule().Fit(new TrainingSet(matrix, Target.Regression([0, 0, 4, 4])), new FitContext());
        var output = new double[1];
        model.Predict([2], output);
        Assert.Equal(2, output[0]);
    }

    [Fact]
    public void A_random_guess_follows_the_prior_and_is_a_function_of_the_row()
    {
        var matrix = new FeatureMatrix([new("x")], [[.. Enumerable.Range(0, 20_000).Select(i => i * 0.5f)]], 20_000);
        var model = new RandomGuess().Fit(new TrainingSet(matrix, Binary([.. Enumerable.Range(0, 20_000).Select(i => i % 4 == 0 ? 1.0 : 0)])), new FitContext());
        var output = new double[40_000];
        model.Predict(matrix, output);
        Assert.Equal(0.25, Enumerable.Range(0, 20_000).Average(i => output[2 * i + 1] > 0.5 ? 1.0 : 0), 0.02);
        Assert.All(Enumerable.Range(0, 20_000), i => Assert.True(output[2 * i + 1] is 0.125 or 0.625 && output[2 * i] + output[2 * i + 1] == 1));
    }

    public static TheoryData<string> All => ["constant", "prior", "one_rule", "random"];

    [Theory]
    [MemberData(nameof(All))]
    public void A_baseline_keeps_its_promises(string name)
    {
        var algorithm = new Rondo.Engine.Catalog.PartCatalog(typeof(IAlgorithm).Assembly).Create<IAlgorithm>(name);
        foreach (var task in Enum.GetValues<TaskKind>().Where(algorithm.Learns)) ModelPromises.Hold(algorithm, LinearData.Random(500, task, missing: true));
    }

    static ConstantModel Fit(IAlgorithm algorithm, TrainingSet data) => (ConstantModel)algorithm.Fit(data, new FitContext());

    static TrainingSet Numbers(double[] values) => new(new FeatureMatrix([], [], values.Length), Target.Regression(values));

    static TrainingSet Classes(double[] labels) => new(new FeatureMatrix([], [], labels.Length), Binary(labels));

    static Target Binary(double[] labels) => new(TaskKind.Binary, labels, ["no", "yes"]);
}
