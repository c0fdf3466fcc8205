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
