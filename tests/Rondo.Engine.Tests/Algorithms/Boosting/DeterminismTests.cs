using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;

namespace Rondo.Engine.Tests.Algorithms.Boosting;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData("regression")]
    [InlineData("weighted")]
    [InlineData("binary")]
    [InlineData("multiclass")]
    [InlineData("mixed")]
    public void The_model_has_the_same_bytes_on_any_number_of_threads(string kind)
    {
        // More rows than one task's, so that threads share a leaf.
        const int Rows = 150_000;
        var set = kind switch
        {
            "binary" => Sets.Classes(Rows, 2, 20),
            "multiclass" => Sets.Classes(Rows, 3, 5),
            "mixed" => Sets.Mixed(Rows),
            _ => Sets.Regression(Rows, 20),
        };
        if (kind == "weighted") set = set with { Weights = [.. Enumerable.Range(0, Rows).Select(i => 0.5 + i % 7)] };
        var settings = Sets.Quick with { NEstimators = 4, Subsample = kind == "mixed" ? 0.7 : 1 };
        var one = settings.Train(set, threads: 1).Bytes();
        Assert.Equal(one, settings.Train(set, threads: 2).Bytes());
        Assert.Equal(one, settings.Train(set, threads: 8).Bytes());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void One_row_batches_and_threads_predict_the_same_bits(int classes)
    {
        var set = classes == 1 ? Sets.Mixed(3000) : Sets.Classes(3000, classes);
        var model = Sets.Quick.Train(set);
        var single = model.OneByOne(set.Features);
        Assert.Equal(single, model.Predictions(set.Features));
        Assert.Equal(single, model.Predictions(set.Features, threads: 8));
    }

    // A word holds the bins of 40 categories, not those of 200.
    [Theory]
    [InlineData(0, 40)]
    [InlineData(1, 40)]
    [InlineData(4, 40)]
    [InlineData(5, 40)]
    [InlineData(7, 40)]
    [InlineData(8, 40)]
    [InlineData(9, 40)]
    [InlineData(255, 40)]
    [InlineData(256, 40)]
    [InlineData(257, 40)]
    [InlineData(0, 200)]
    [InlineData(1, 200)]
    [InlineData(4, 200)]
    [InlineData(5, 200)]
    [InlineData(7, 200)]
    [InlineData(8, 200)]
    [InlineData(9, 200)]
    [InlineData(255, 200)]
    [InlineData(256, 200)]
    [InlineData(257, 200)]
    public void Batches_at_the_edges_of_blocks_predict_what_single_rows_do(int count, int categories)
    {
        var set = Sets.Mixed(2000, categories: categories);
        var model = (Sets.Quick with { NEstimators = 29 }).Train(set);
        var rows = set.Features.Take([.. Enumerable.Range(0, count)]);
        float[] odd = [float.NaN, -1, 39, 40, 1e9f, 2.5f, float.PositiveInfinity, float.NegativeInfinity, -0f, float.Epsilon];
        for (var i = 0; i < count; i += 3) rows.Columns[i % 2][i] = odd[i / 3 % odd.Length];
        var predictions = model.Predictions(rows, threads: 2);
        Assert.Equal(model.OneByOne(rows).Select(BitConverter.DoubleToInt64Bits), predictions.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(WalkedByComparison(model, rows).Select(BitConverter.DoubleToInt64Bits), predictions.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void Keys_of_numbers_compare_as_the_numbers_do()
    {
        float[] numbers = [float.NegativeInfinity, float.MinValue, -1.5f, -float.Epsilon, -0f, 0f, float.Epsilon, 1e-38f, 1, 1.0000001f, float.MaxValue, float.PositiveInfinity];
        foreach (var x in numbers)
        {
            Assert.True(FeatureKeys.Number(float.NaN) < FeatureKeys.Number(x));
            foreach (var y in numbers) Assert.Equal(x > y, FeatureKeys.Number(x) > FeatureKeys.Number(y));
        }
    }

    /// <summary>The sums of leaves by the plain reading of the nodes.</summary>
    static double[] WalkedByComparison(GradientBoostingModel model, FeatureMatrix rows)
    {
        var trees = model.Ensemble;
        var sums = new double[rows.Rows];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = model.Start[0];
            foreach (var root in trees.Roots)
            {
                var at = root;
                while (at >= 0) at = GoesRight(trees, trees.Nodes[at], rows, i) ? trees.Nodes[at].Right : trees.Nodes[at].Left;
                sums[i] += trees.Values[~at];
            }
        }
        return sums;
    }

    static bool GoesRight(TreeEnsemble trees, TreeNode node, FeatureMatrix rows, int row)
    {
        var feature = node.Feature & TreeNode.FeatureMask;
        var x = rows.Columns[feature][row];
        if ((node.Feature & TreeNode.Categorical) != 0)
            return !trees.Sets[node.Set].Contains(FeatureBins.CategoryBin(x, trees.Categories[feature], trees.MissingBins[feature]));
        return float.IsNaN(x) ? (node.Feature & TreeNode.MissingRight) != 0 : x > node.Threshold;
    }

    [Fact]
    public void Binned_rows_and_raw_rows_fall_into_the_same_leaves()
    {
        var set = Sets.Mixed(5000);
        var context = new FitContext { Threads = 2 };
        var matrix = BinnedMatrix.Create(set.Features, 255, null, context);
        var objective = Objective.Create(set, null, context);
        var scores = new[] { new double[Objective.Padded(set.Rows)] };
        var packed = new long[Objective.Padded(set.Rows)];
        var scale = objective.Quantise(0, scores, packed, 1);
        var rows = new RowPartition(set.Rows);
        rows.TakeAll(2);
        var tree = new TreeGrower(matrix, objective.Layout, new TreeLimits(31, 0, 5, 1, []), context).Grow(rows, packed, scale, null, 1);
        var ensemble = new EnsembleBuilder(matrix.Features).Alone(tree);
        var row = new float[3];
        for (var i = 0; i < set.Rows; i++)
        {
            var sum = new double[1];
            set.Features.CopyRow(i, row);
            ensemble.AddTo(row, sum);
            Assert.Equal(tree.Leaves[tree.LeafOf(matrix, i)].Value, sum[0]);
        }
        Assert.Equal(31, tree.Leaves.Count);
        foreach (var leaf in tree.Leaves)
            foreach (var i in rows.Slice(leaf.Start, leaf.Count).ToArray())
                Assert.Equal(leaf, tree.Leaves[tree.LeafOf(matrix, i)]);
    }

    [Fact]
    public void Predicting_one_row_allocates_nothing()
    {
        var set = Sets.Classes(1000, 3);
        var model = Sets.Quick.Train(set);
        var (row, output) = (new float[6], new double[3]);
        model.Predict(row, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) model.Predict(row, output);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
