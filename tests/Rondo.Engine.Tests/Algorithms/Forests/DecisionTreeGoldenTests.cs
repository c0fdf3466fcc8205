using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Tests.Algorithms.Boosting;

namespace Rondo.Engine.Tests.Algorithms.Forests;

/// <summary>Our trees beside scikit-learn's, on data where no two splits are equally good.</summary>
public sealed class DecisionTreeGoldenTests
{
    [Theory]
    [InlineData("regression")]
    [InlineData("regression_weighted")]
    [InlineData("binary")]
    [InlineData("binary_weighted")]
    [InlineData("multiclass")]
    public void A_tree_has_the_splits_and_leaves_of_scikit_learn(string name)
    {
        using var golden = GoldenFile.Read("decision_tree", "decision_tree.json");
        var reference = golden.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var model = Fit(reference);
        var next = 0;
        var expected = reference.GetProperty("tree").EnumerateArray().ToArray();
        Check(model.Ensemble.Roots[0]);
        Assert.Equal(expected.Length, next);

        void Check(int at)
        {
            var other = expected[next++];
            if (at < 0)
            {
                Assert.Equal(-1, other.GetProperty("feature").GetInt32());
                var values = GoldenFile.Doubles(other.GetProperty("values"));
                if (model.Task == TaskKind.Binary) values = values[1..];
                for (var k = 0; k < values.Length; k++) Assert.Equal(values[k], model.Meaning(model.Ensemble.Values[~at * model.Ensemble.Width + k]), 1e-6);
                return;
            }
            var node = model.Ensemble.Nodes[at];
            Assert.Equal(other.GetProperty("feature").GetInt32(), node.Feature & TreeNode.FeatureMask);
            Assert.Equal(other.GetProperty("threshold").GetDouble(), node.Threshold, 1e-6);
            Check(node.Left);
            Check(node.Right);
        }
    }

    [Theory]
    [InlineData("regression")]
    [InlineData("binary")]
    [InlineData("multiclass")]
    public void A_tree_reads_as_that_of_scikit_learn(string name)
    {
        using var golden = GoldenFile.Read("decision_tree", "decision_tree.json");
        var reference = golden.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var model = Fit(reference);
        var classes = Enumerable.Range(0, reference.GetProperty("classes").GetInt32()).Select(k => $"{k}");
        var text = TreeDrawing.ToText(model, ["x0", "x1", "x2", "x3", "x4"], [.. classes]);
        // Thresholds midway between hundredths may be rounded either way, for theirs are doubles.
        Assert.Equal(Lines(reference.GetProperty("text").GetString()!), Lines(text));
    }

    static string[] Lines(string text) => [.. text.Split('\n').Select(l => l.Contains('.', StringComparison.Ordinal) ? l[..^1].Split('.')[0] : l)];

    static ForestModel Fit(JsonElement reference)
    {
        float[][] columns = [.. reference.GetProperty("columns").EnumerateArray().Select(c => c.EnumerateArray().Select(v => v.GetSingle()).ToArray())];
        var (y, classes) = (GoldenFile.Doubles(reference.GetProperty("target")), reference.GetProperty("classes").GetInt32());
        var target = classes == 0 ? Target.Regression(y)
            : new Target(classes == 2 ? TaskKind.Binary : TaskKind.Multiclass, y, [.. Enumerable.Range(0, classes).Select(k => $"{k}")]);
        var weights = reference.GetProperty("weights");
        var set = new TrainingSet(Sets.Matrix(columns), target) { Weights = weights.ValueKind == JsonValueKind.Null ? null : GoldenFile.Doubles(weights) };
        var tree = new DecisionTree { MaxDepth = reference.GetProperty("max_depth").GetInt32(), MinSamplesLeaf = reference.GetProperty("min_samples_leaf").GetInt32() };
        return (ForestModel)tree.Fit(set, new FitContext());
    }
}
