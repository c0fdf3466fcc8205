using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Clustering;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Tests.Algorithms.Clustering;

public sealed class KMeansTests
{
    public static TheoryData<string> Cases => [.. All().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void From_the_same_start_it_equals_scikit_learn(string name)
    {
        var json = All().Single(c => c.GetProperty("name").GetString() == name);
        var data = ClusterCase.Read(json);
        var start = json.GetProperty("start").EnumerateArray().Select(GoldenFile.Doubles).ToArray();
        var warm = new KMeansModel(new Centres(new ClusterSpace(data.Features.Features), start.Length, [.. start.SelectMany(c => c)]), 0, 0, true);
        var algorithm = new KMeans { NClusters = start.Length, MaxIter = json.GetProperty("max_iter").GetInt32(), Tol = json.GetProperty("tol").GetDouble() };

        var model = (KMeansModel)algorithm.Fit(data, new FitContext { Threads = 2, WarmStart = warm });

        var centres = json.GetProperty("centres").EnumerateArray().Select(GoldenFile.Doubles).ToArray();
        for (var k = 0; k < centres.Length; k++)
            for (var d = 0; d < centres[k].Length; d++) Assert.Equal(centres[k][d], model.Centre(k)[d], 1e-6);
        Assert.Equal(GoldenFile.Doubles(json.GetProperty("labels")).Select(l => (int)l), Labels(model, data.Features));
        Assert.Equal(1, model.Inertia / json.GetProperty("inertia").GetDouble(), 1e-9);
        Assert.Equal(json.GetProperty("iterations").GetInt32(), model.Iterations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void It_keeps_its_promises(int cardinality)
    {
        var data = Unlabelled(LinearData.Random(9_001, TaskKind.Regression, cardinalities: cardinality == 0 ? [] : [cardinality]));
        ModelPromises.Hold(new KMeans { NClusters = 11, NInit = 2 }, data);
    }

    [Fact]
    public void Rows_at_a_time_find_what_one_row_finds_even_halfway_between_centres()
    {
        // A grid with centres on some of its points: many rows are equally far from several.
        var (x, y) = (new float[4096], new float[4096]);
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (1000 + i % 64, i / 64);
        var matrix = new FeatureMatrix([new("x"), new("y")], [x, y], x.Length);
        var space = new ClusterSpace(matrix.Features);
        var values = Enumerable.Range(0, 16).SelectMany(k => new[] { 1000.0 + k % 4 * 16, k / 4 * 16 }).ToArray();
        var centres = new Centres(space, 16, values);
        var (together, alone) = (new int[4096], new int[4096]);
        centres.Assign(matrix, 0, together);
        centres.AssignExactly(matrix, 0, alone);
        Assert.Equal(alone, together);
        for (var i = 0; i < 4096; i++)
        {
            var distances = Enumerable.Range(0, 16).Select(k => centres.Distance(matrix, i, k)).ToArray();
            Assert.Equal(Array.IndexOf(distances, distances.Min()), together[i]);
        }
    }

    [Fact]
    public void Weights_count_as_that_many_rows()
    {
        var data = Unlabelled(LinearData.Random(200, TaskKind.Regression));
        var start = new KMeans { NClusters = 4 }.Fit(data, new FitContext());
        int[] rows = [.. Enumerable.Range(0, 200).SelectMany(i => Enumerable.Repeat(i, 1 + i % 3))];
        var context = new FitContext { WarmStart = start };
        var weighted = (KMeansModel)new KMeans { NClusters = 4, Tol = 0 }.Fit(data with { Weights = [.. Enumerable.Range(0, 200).Select(i => 1.0 + i % 3)] }, context);
        var repeated = (KMeansModel)new KMeans { NClusters = 4, Tol = 0 }.Fit(data.Take(rows), context);
        for (var k = 0; k < 4; k++)
            for (var d = 0; d < weighted.Centre(k).Length; d++) Assert.Equal(repeated.Centre(k)[d], weighted.Centre(k)[d], 1e-9);
    }

    [Fact]
    public void Fewer_rows_than_clusters_are_a_mistake_with_a_name()
    {
        var mistake = Assert.Throws<RondoException>(() => new KMeans().Fit(Unlabelled(LinearData.Random(5, TaskKind.Regression)), new FitContext())).Mistakes.Single();
        Assert.Equal("too_few_rows", mistake.Code);
    }

    [Fact]
    public void Rows_that_are_all_alike_are_one_cluster()
    {
        var set = new TrainingSet(new FeatureMatrix([new("x")], [[.. Enumerable.Repeat(2f, 40)]], 40), Target.Unlabelled(40));
        var model = (KMeansModel)new KMeans { NClusters = 3 }.Fit(set, new FitContext());
        Assert.Equal(0, model.Inertia);
        Assert.All(Labels(model, set.Features), l => Assert.Equal(0, l));
    }

    [Fact]
    public void An_infinite_value_is_refused_by_name()
    {
        var set = new TrainingSet(new FeatureMatrix([new("x")], [[.. Enumerable.Range(0, 40).Select(i => i == 6 ? float.PositiveInfinity : i)]], 40), Target.Unlabelled(40));
        var mistake = Assert.Throws<RondoException>(() => new KMeans().Fit(set, new FitContext())).Mistakes.Single();
        Assert.Equal(("not_finite", "x", 7L), (mistake.Code, mistake.Field, mistake.Row));
    }

    static TrainingSet Unlabelled(TrainingSet data) => data with { Target = Target.Unlabelled(data.Rows) };

    static int[] Labels(KMeansModel model, FeatureMatrix rows)
    {
        var output = new double[rows.Rows * model.Outputs];
        model.Predict(rows, output, threads: 2);
        return [.. output.Chunk(model.Outputs).Select(o => Array.IndexOf(o, 1.0))];
    }

    static JsonElement[] All()
    {
        using var golden = GoldenFile.Read("k_means", "k_means.json");
        return [.. golden.RootElement.Clone().GetProperty("cases").EnumerateArray()];
    }
}
