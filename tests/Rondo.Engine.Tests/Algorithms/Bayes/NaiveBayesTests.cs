using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Bayes;
using Rondo.Engine.Errors;
using Rondo.Engine.Tests.Algorithms.Clustering;

namespace Rondo.Engine.Tests.Algorithms.Bayes;

public sealed class NaiveBayesTests
{
    public static TheoryData<string> Cases => [.. All().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Probabilities_equal_scikit_learn(string name)
    {
        var json = All().Single(c => c.GetProperty("name").GetString() == name);
        var values = GoldenFile.Doubles(json.GetProperty("target"));
        var classes = (int)values.Max() + 1;
        var data = ClusterCase.Read(json) with { Target = new Target(classes == 2 ? TaskKind.Binary : TaskKind.Multiclass, values, [.. Enumerable.Range(0, classes).Select(k => $"c{k}")]) };
        var algorithm = new NaiveBayes
        {
            Kind = json.GetProperty("kind").GetString() == "gaussian" ? NaiveBayesKind.Gaussian : NaiveBayesKind.Multinomial,
            VarSmoothing = json.TryGetProperty("var_smoothing", out var smoothing) ? smoothing.GetDouble() : 1e-9,
            Alpha = json.TryGetProperty("alpha", out var alpha) ? alpha.GetDouble() : 1,
        };
        var output = new double[data.Rows * classes];

        algorithm.Fit(data, new FitContext { Threads = 2 }).Predict(data.Features, output);

        var expected = GoldenFile.Doubles(json.GetProperty("predictions"));
        for (var i = 0; i < output.Length; i++) Assert.Equal(expected[i], output[i], 1e-6);
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void It_keeps_its_promises(TaskKind task) => ModelPromises.Hold(new NaiveBayes(), LinearData.Random(3000, task, missing: true));

    [Fact]
    public void A_negative_count_is_refused_by_name()
    {
        var set = Two([1, 2, -3, 4]);
        var mistake = Assert.Throws<RondoException>(() => new NaiveBayes { Kind = NaiveBayesKind.Multinomial }.Fit(set, new FitContext())).Mistakes.Single();
        Assert.Equal(("negative_count", "x", 3L), (mistake.Code, mistake.Field, mistake.Row));
    }

    [Fact]
    public void A_column_that_is_missing_everywhere_or_constant_leaves_the_frequencies()
    {
        foreach (var value in (float[])[float.NaN, 7])
        {
            var output = new double[2];
            new NaiveBayes().Fit(Two([value, value, value, value]), new FitContext()).Predict([value], output);
            Assert.Equal([0.25, 0.75], output.Select(p => Math.Round(p, 12)));
        }
    }

    [Fact]
    public void A_class_that_no_row_has_gets_probability_0()
    {
        var set = Two([1, 2, 3, 4]);
        var model = new NaiveBayes().Fit(set with { Target = new Target(TaskKind.Multiclass, set.Target.Values, ["a", "b", "absent"]) }, new FitContext());
        var output = new double[3];
        model.Predict([1e30f], output);
        Assert.Equal(0, output[2]);
        Assert.Equal(1, output.Sum(), 1e-12);
    }

    static TrainingSet Two(float[] values) =>
        new(new FeatureMatrix([new("x")], [values], 4), new Target(TaskKind.Binary, [0, 1, 1, 1], ["a", "b"]));

    static JsonElement[] All()
    {
        using var golden = GoldenFile.Read("naive_bayes", "naive_bayes.json");
        return [.. golden.RootElement.Clone().GetProperty("cases").EnumerateArray()];
    }
}
