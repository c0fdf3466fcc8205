using System.Numerics;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Algorithms.Forests;

namespace Rondo.Engine.Tests.Algorithms.Boosting;

public sealed class TreeShapTests
{
    public static TheoryData<string, int> Cases => new(
        from name in new[] { "boosting", "random_forest", "extra_trees", "decision_tree" }
        from classes in new[] { 0, 1, 2, 3 }
        select (name, classes));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Contributions_add_up_to_the_score(string name, int classes)
    {
        var set = classes == 0 ? Sets.Mixed(500) : classes == 1 ? Sets.Regression(500) : Sets.Classes(500, classes);
        var model = (IAdditiveModel)Algorithm(name).Fit(set, new FitContext());
        var predictions = model.Predictions(set.Features);
        var (row, contributions) = (new float[model.Inputs], new double[model.Scores * (model.Inputs + 1)]);
        for (var i = 0; i < set.Rows; i++)
        {
            set.Features.CopyRow(i, row);
            model.Explain(row, contributions);
            var scores = contributions.Chunk(model.Inputs + 1).Select(c => c.Sum()).ToArray();
            var expected = predictions.AsSpan(i * model.Outputs, model.Outputs).ToArray();
            if (!model.ScoresAreProbabilities && classes == 2) scores = [1 / (1 + Math.Exp(-scores[0]))];
            if (!model.ScoresAreProbabilities && classes == 3) scores = Softmax(scores);
            if (classes == 2) expected = expected[1..];
            for (var k = 0; k < expected.Length; k++) Assert.Equal(expected[k], scores[k], 1e-6);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Contributions_are_Shapley_values_by_their_definition(bool mixed)
    {
        var set = mixed ? Sets.Mixed(400) : Sets.Regression(400, features: 5);
        var model = (ForestModel)new DecisionTree { MaxDepth = 6 }.Fit(set, new FitContext());
        var (row, contributions) = (new float[model.Inputs], new double[model.Inputs + 1]);
        for (var i = 0; i < 20; i++)
        {
            set.Features.CopyRow(i, row);
            model.Explain(row, contributions);
            for (var j = 0; j < model.Inputs; j++) Assert.Equal(Shapley(model, row, j), contributions[j], 1e-9);
            Assert.Equal(Expected(model, row, 0), contributions[^1], 1e-9);
        }
    }

    [Fact]
    public void A_feature_that_no_split_asks_for_contributes_nothing()
    {
        var set = Sets.Regression(300);
        var model = (ForestModel)new DecisionTree { MaxDepth = 1 }.Fit(set, new FitContext());
        var contributions = new double[7];
        model.Explain(new float[6], contributions);
        Assert.Equal(1, contributions[..6].Count(c => c != 0));
    }

    [Fact]
    public void Explaining_allocates_nothing_once_warm()
    {
        var set = Sets.Regression(1000);
        var fitted = (Sets.Quick with { NEstimators = 100, MaxLeaves = 64, MaxDepth = 6, MinSamplesLeaf = 5 }).Train(set);
        var (row, contributions) = (new float[6], new double[7]);
        fitted.Explain(row, contributions);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < set.Rows; i++)
        {
            set.Features.CopyRow(i, row);
            fitted.Explain(row, contributions);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        TestContext.Current.TestOutputHelper?.WriteLine($"{set.Rows} rows x {fitted.Trees} trees: {clock.ElapsedMilliseconds} ms");
    }

    /// <summary>The mean over all orders of the features, by subsets.</summary>
    static double Shapley(ForestModel model, float[] row, int feature)
    {
        var (sum, n) = (0.0, row.Length);
        for (var subset = 0u; subset < 1u << n; subset++)
        {
            if ((subset >> feature & 1) != 0) continue;
            var size = BitOperations.PopCount(subset);
            var weight = Factorial(size) * Factorial(n - size - 1) / Factorial(n);
            sum += weight * (Expected(model, row, subset | 1u << feature) - Expected(model, row, subset));
        }
        return sum;
    }

    /// <summary>The tree's mean when the features of the subset are known.</summary>
    static double Expected(ForestModel model, float[] row, uint subset)
    {
        var trees = model.Ensemble;
        var keys = new uint[row.Length];
        trees.FillKeys(row, keys);
        return model.Meaning((float)0) + (Mean(trees.Roots[0]) is var mean ? model.Meaning(1) - model.Meaning(0) : 0) * mean;

        double Mean(int at)
        {
            if (at < 0) return trees.Values[~at];
            var node = trees.Nodes[at];
            var feature = node.Feature & TreeNode.FeatureMask;
            if ((subset >> feature & 1) != 0) return Mean(trees.GoesLeft(node, keys[feature]) ? node.Left : node.Right);
            return (double)node.LeftShare * Mean(node.Left) + (1 - (double)node.LeftShare) * Mean(node.Right);
        }
    }

    static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    static double[] Softmax(double[] scores)
    {
        double[] exponentials = [.. scores.Select(s => Math.Exp(s - scores.Max()))];
        return [.. exponentials.Select(e => e / exponentials.Sum())];
    }

    static IAlgorithm Algorithm(string name) => name switch
    {
        "boosting" => Sets.Quick,
        "random_forest" => new RandomForest { NEstimators = 5 },
        "extra_trees" => new ExtraTrees { NEstimators = 5 },
        _ => new DecisionTree(),
    };
}
