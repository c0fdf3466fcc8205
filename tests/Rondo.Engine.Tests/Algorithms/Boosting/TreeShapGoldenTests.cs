using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;

namespace Rondo.Engine.Tests.Algorithms.Boosting;

/// <summary>Our contributions beside XGBoost's pred_contribs, of XGBoost's own trees.</summary>
public sealed class TreeShapGoldenTests
{
    [Theory]
    [InlineData("regression", TaskKind.Regression, 0.5)]
    [InlineData("binary", TaskKind.Binary, 0)]
    [InlineData("multiclass", TaskKind.Multiclass, 0.5)]
    public void Contributions_equal_those_of_XGBoost_on_the_same_trees(string name, TaskKind task, double start)
    {
        using var golden = GoldenFile.Read("tree_shap", "tree_shap.json");
        var reference = golden.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var scores = reference.GetProperty("scores").GetInt32();
        float[][] rows = [.. reference.GetProperty("rows").EnumerateArray().Select(Row)];
        var trees = Trees(reference.GetProperty("trees"), rows[0].Length);
        double[] starts = [.. Enumerable.Repeat(start, scores)];
        var model = new GradientBoostingModel(task, rows[0].Length, starts, trees, [], []);
        var contributions = new double[scores * (rows[0].Length + 1)];
        foreach (var (row, expected) in rows.Zip(reference.GetProperty("contributions").EnumerateArray()))
        {
            model.Explain(row, contributions);
            Assert.All(contributions.Zip(GoldenFile.Doubles(expected)), p => Assert.Equal(p.Second, p.First, 1e-4));
        }
    }

    static float[] Row(JsonElement row) => [.. row.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? float.NaN : v.GetSingle())];

    static TreeEnsemble Trees(JsonElement trees, int inputs)
    {
        var (roots, nodes, values) = (new List<int>(), new List<TreeNode>(), new List<float>());
        foreach (var tree in trees.EnumerateArray()) roots.Add(Add(tree));
        return new TreeEnsemble([.. roots], [.. nodes], [.. values], 1, [], [.. Enumerable.Repeat(Array.Empty<byte>(), inputs)], new byte[inputs], new double[inputs]);

        int Add(JsonElement node)
        {
            if (node.TryGetProperty("leaf", out var leaf))
            {
                values.Add(leaf.GetSingle());
                return ~(values.Count - 1);
            }
            var at = nodes.Count;
            nodes.Add(default);
            var (yes, no) = (node.GetProperty("yes"), node.GetProperty("no"));
            nodes[at] = new TreeNode
            {
                Feature = node.GetProperty("feature").GetInt32() | (node.GetProperty("missing_left").GetBoolean() ? 0 : TreeNode.MissingRight),
                // Theirs goes left below the threshold, ours up to it.
                Threshold = MathF.BitDecrement(node.GetProperty("below").GetSingle()),
                LeftShare = (float)(yes.GetProperty("cover").GetDouble() / node.GetProperty("cover").GetDouble()),
                Left = Add(yes),
                Right = Add(no),
            };
            return at;
        }
    }
}
