using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Neighbors;
using Rondo.Engine.Errors;
using Rondo.Engine.Tests.Algorithms.Clustering;

namespace Rondo.Engine.Tests.Algorithms.Neighbors;

public sealed class KNearestNeighborsTests
{
    public static TheoryData<string> Cases => [.. All().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predictions_equal_scikit_learn(string name)
    {
        var json = All().Single(c => c.GetProperty("name").GetString() == name);
        var (all, rows, classes) = (ClusterCase.Read(json).Features, json.GetProperty("rows").GetInt32(), json.GetProperty("classes").GetInt32());
        var values = GoldenFile.Doubles(json.GetProperty("target"));
        var target = classes == 0 ? Target.Regression(values)
            : new Target(classes == 2 ? TaskKind.Binary : TaskKind.Multiclass, values, [.. Enumerable.Range(0, classes).Select(k => $"c{k}")]);
        var algorithm = new KNearestNeighbors
        {
            NNeighbors = json.GetProperty("k").GetInt32(),
            Weights = json.GetProperty("distance").GetBoolean() ? NeighborWeights.Distance : NeighborWeights.Uniform,
            Metric = json.GetProperty("manhattan").GetBoolean() ? NeighborMetric.Manhattan : NeighborMetric.Euclidean,
        };
        var test = all.Take([.. Enumerable.Range(rows, all.Rows - rows)]);
        var output = new double[test.Rows * target.Outputs];

        algorithm.Fit(new TrainingSet(all.Take([.. Enumerable.Range(0, rows)]), target), new FitContext()).Predict(test, output, threads: 2);

        var expected = GoldenFile.Doubles(json.GetProperty("predictions"));
        for (var i = 0; i < output.Length; i++) Assert.Equal(expected[i], output[i], 1e-9);
    }

    [Theory]
    [InlineData(TaskKind.Regression, false)]
    [InlineData(TaskKind.Binary, true)]
    [InlineData(TaskKind.Multiclass, true)]
    public void It_keeps_its_promises(TaskKind task, bool hasCategories) =>
        ModelPromises.Hold(new KNearestNeighbors { Weights = NeighborWeights.Distance }, LinearData.Random(1500, task, cardinalities: hasCategories ? [5] : []));

    [Fact]
    public void A_tree_of_boxes_finds_what_a_look_at_all_rows_finds_with_ties_by_row()
    {
        // Rows on a coarse grid: ties everywhere. A categorical column that is always the same keeps the tree away.
        var data = LinearData.Random(2000, TaskKind.Regression, numbers: 3, cardinalities: []);
        float[][] coarse = [.. data.Features.Columns.Select(c => c.Select(x => MathF.Round(x * 2)).ToArray())];
        var tree = data with { Features = new FeatureMatrix(data.Features.Features, coarse, 2000) };
        var all = data with { Features = new FeatureMatrix([.. data.Features.Features, new("same", 2)], [.. coarse, new float[2000]], 2000) };
        var (byTree, byAll) = (new double[2000], new double[2000]);
        new KNearestNeighbors { NNeighbors = 7 }.Fit(tree, new FitContext()).Predict(tree.Features, byTree);
        new KNearestNeighbors { NNeighbors = 7 }.Fit(all, new FitContext()).Predict(all.Features, byAll);
        Assert.Equal(byAll, byTree);
    }

    [Fact]
    public void One_row_says_the_same_of_all()
    {
        var set = new TrainingSet(new FeatureMatrix([new("x")], [[3]], 1), Target.Regression([8]));
        var output = new double[1];
        new KNearestNeighbors().Fit(set, new FitContext()).Predict([100], output);
        Assert.Equal(8, output[0]);
    }

    [Fact]
    public void A_set_beyond_the_memory_budget_is_refused()
    {
        var exception = Assert.Throws<RondoException>(() => new KNearestNeighbors().Fit(LinearData.Random(1000, TaskKind.Binary), new FitContext { MemoryBudgetBytes = 10_000 }));
        Assert.Equal("too_large", exception.Mistakes[0].Code);
    }

    static JsonElement[] All()
    {
        using var golden = GoldenFile.Read("k_nearest_neighbors", "k_nearest_neighbors.json");
        return [.. golden.RootElement.Clone().GetProperty("cases").EnumerateArray()];
    }
}
