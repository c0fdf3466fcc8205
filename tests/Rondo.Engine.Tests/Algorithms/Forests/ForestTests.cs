using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Tests.Algorithms.Boosting;

namespace Rondo.Engine.Tests.Algorithms.Forests;

public sealed class ForestTests
{
    public static TheoryData<string, int> Cases => new(
        from name in new[] { "random_forest", "extra_trees", "decision_tree" }
        from classes in new[] { 0, 1, 2, 4 }
        select (name, classes));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_forest_keeps_the_promises_of_a_model(string name, int classes)
    {
        // More rows than a subtree's copy holds, so that both ways of growing are taken.
        var set = classes == 0 ? Sets.Mixed(6000) : classes == 1 ? Sets.Regression(6000) : Sets.Classes(6000, classes);
        ModelPromises.Hold(Small(name), set);
    }

    [Fact]
    public void A_tree_without_bounds_knows_every_row_by_heart()
    {
        var set = Sets.Regression(5000);
        var predictions = new DecisionTree().Fit(set, new FitContext()).Predictions(set.Features);
        Assert.All(predictions.Zip(set.Target.Values), p => Assert.Equal(p.Second, p.First, 1e-5));
    }

    [Fact]
    public void Classes_are_known_by_heart_even_of_values_that_share_a_bin()
    {
        var x = Enumerable.Range(0, 5000).Select(i => (float)i).ToArray();
        var random = new CounterRandom(3, "labels");
        double[] y = [.. x.Select(v => (double)random.Below((ulong)v, 3))];
        var set = new TrainingSet(Sets.Matrix(x), new Target(TaskKind.Multiclass, y, ["a", "b", "c"]));
        var predictions = new DecisionTree().Fit(set, new FitContext()).Predictions(set.Features);
        for (var i = 0; i < y.Length; i++) Assert.Equal(1, predictions[i * 3 + (int)y[i]]);
    }

    [Fact]
    public void Leaves_have_the_rows_that_were_asked_for()
    {
        var set = Sets.Regression(2000);
        foreach (IAlgorithm algorithm in new IAlgorithm[] { new DecisionTree { MinSamplesLeaf = 50 }, new ExtraTrees { NEstimators = 1, MinSamplesLeaf = 50 } })
        {
            var sizes = algorithm.Fit(set, new FitContext()).Predictions(set.Features).GroupBy(v => v).Select(g => g.Count()).ToArray();
            Assert.All(sizes, s => Assert.True(s >= 50));
            Assert.True(sizes.Length > 10);
        }
    }

    [Fact]
    public void A_tree_of_depth_two_has_at_most_four_leaves()
    {
        var set = Sets.Regression(2000);
        Assert.Equal(4, new DecisionTree { MaxDepth = 2 }.Fit(set, new FitContext()).Predictions(set.Features).Distinct().Count());
    }

    [Fact]
    public void Exclusive_or_is_learnt_though_no_first_split_gains_anything()
    {
        float[] a = [0, 0, 1, 1], b = [0, 1, 0, 1];
        var set = new TrainingSet(Sets.Matrix(a, b), new Target(TaskKind.Binary, [0, 1, 1, 0], ["no", "yes"]));
        Assert.Equal([1, 0, 0, 1, 0, 1, 1, 0], new DecisionTree().Fit(set, new FitContext()).Predictions(set.Features));
    }

    [Fact]
    public void Missing_values_are_split_off_by_themselves()
    {
        float[] x = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? float.NaN : i)];
        double[] y = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? 7.0 : -1)];
        var set = new TrainingSet(Sets.Matrix(x), Target.Regression(y));
        foreach (IAlgorithm algorithm in new IAlgorithm[] { new DecisionTree { MaxDepth = 1 }, new ExtraTrees { NEstimators = 3, MinSamplesLeaf = 100 } })
            Assert.Equal([7.0, -1], algorithm.Fit(set, new FitContext()).Predictions(set.Features).Take(2));
    }

    [Fact]
    public void Categories_are_parted_as_a_set()
    {
        float[] x = [.. Enumerable.Range(0, 300).Select(i => (float)(i % 10))];
        double[] y = [.. x.Select(v => v is 1 or 4 or 7 ? 5.0 : 0)];
        var set = new TrainingSet(new FeatureMatrix([new Feature("kind", 10)], [x], 300), Target.Regression(y));
        var model = (ForestModel)new DecisionTree().Fit(set, new FitContext());
        Assert.Equal(1, model.Nodes);
        Assert.Equal(y, model.Predictions(set.Features));
    }

    [Fact]
    public void Weights_count_as_repeated_rows()
    {
        var set = Sets.Regression(500) with { Weights = [.. Enumerable.Range(0, 500).Select(i => (double)(i % 3))] };
        int[] repeated = [.. Enumerable.Range(0, 500).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        var tree = new DecisionTree { MaxDepth = 6 };
        var weighted = tree.Fit(set, new FitContext()).Predictions(set.Features);
        var expected = tree.Fit((set with { Weights = null }).Take(repeated), new FitContext()).Predictions(set.Features);
        Assert.All(weighted.Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-5));
    }

    [Fact]
    public void The_seed_decides_and_threads_and_memory_do_not()
    {
        var set = Sets.Classes(3000, 3);
        var forest = new RandomForest { NEstimators = 8 };
        var bytes = ModelPromises.Bytes(forest.Fit(set, new FitContext { Threads = 2 }));
        Assert.Equal(bytes, ModelPromises.Bytes(forest.Fit(set, new FitContext { Threads = 4, MemoryBudgetBytes = 1000 })));
        Assert.NotEqual(bytes, ModelPromises.Bytes(forest.Fit(set, new FitContext { Seed = 7 })));
    }

    [Fact]
    public void Balanced_weights_bring_out_a_rare_class()
    {
        var set = Sets.Classes(2000, 2);
        var noise = new CounterRandom(4, "rare");
        double[] y = [.. set.Target.Values.Select((v, i) => v == 1 && noise.Uniform((ulong)i) < 0.1 ? 1.0 : 0)];
        set = set with { Target = set.Target with { Values = y } };
        double Mean(ClassWeight weight) => new RandomForest { NEstimators = 20, MinSamplesLeaf = 20, ClassWeight = weight }
            .Fit(set, new FitContext()).Predictions(set.Features).Where((_, i) => i % 2 == 1).Average();
        Assert.InRange(Mean(ClassWeight.None), 0, 0.1);
        Assert.InRange(Mean(ClassWeight.Balanced), 0.2, 0.7);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Poor_data_give_a_poor_model_and_no_crash(int kind)
    {
        var nothing = Enumerable.Repeat(float.NaN, 50).ToArray();
        var infinite = Enumerable.Range(0, 50).Select(i => i % 3 == 0 ? float.PositiveInfinity : i % 3 == 1 ? float.NegativeInfinity : i).ToArray();
        var matrix = kind switch
        {
            0 => Sets.Matrix(nothing, new float[50]),
            1 => Sets.Matrix(infinite, [.. infinite.Reverse()]),
            _ => new FeatureMatrix([], [], 50),
        };
        double[] y = [.. Enumerable.Range(0, 50).Select(i => (double)(i % 3 == 0 ? 1 : 0))];
        foreach (var name in new[] { "random_forest", "extra_trees", "decision_tree" })
        {
            foreach (var target in new[] { Target.Regression(y), new Target(TaskKind.Binary, y, ["a", "b"]), new Target(TaskKind.Multiclass, y, ["a", "b", "c"]) })
            {
                var predictions = Small(name).Fit(new TrainingSet(matrix, target), new FitContext()).Predictions(matrix);
                Assert.All(predictions, p => Assert.InRange(p, 0, 1));
            }
        }
    }

    [Fact]
    public void Rounding_favours_no_feature_among_equal_splits()
    {
        float[] values = [.. Enumerable.Range(0, 2000).Select(i => (float)(i * 7919 % 2003))];
        double[] targets = [.. values.Select((x, i) => Math.Round(x / 10) + i * 31 % 977)];
        var mirrored = new TrainingSet(Sets.Matrix(values, [.. values.Select(x => -x)]), Target.Regression(targets));
        var tree = (ForestModel)new DecisionTree { MinSamplesLeaf = 2 }.Fit(mirrored, new FitContext());
        Assert.Equal(0, tree.FeatureImportances()[1]);
    }

    [Fact]
    public void One_row_and_targets_of_any_size_are_learnt()
    {
        var one = new TrainingSet(Sets.Matrix([1f]), Target.Regression([5]));
        Assert.Equal([5], new RandomForest { NEstimators = 3 }.Fit(one, new FitContext()).Predictions(one.Features));
        var large = new TrainingSet(Sets.Matrix([1f, 2f]), Target.Regression([1e300, -1e300]));
        // Leaves have the precision of a float.
        var ends = new DecisionTree().Fit(large, new FitContext()).Predictions(large.Features);
        Assert.Equal(1e300, ends[0], 1e293);
        Assert.Equal(-1e300, ends[1], 1e293);
        var endless = large with { Target = Target.Regression([double.NaN, 1]) };
        Assert.Equal("bad_target", Assert.Throws<RondoException>(() => new DecisionTree().Fit(endless, new FitContext())).Mistakes[0].Code);
    }

    [Fact]
    public void The_feature_that_decides_ranks_first()
    {
        var set = Sets.Regression(2000);
        var gains = ((IRankedFeatures)new RandomForest { NEstimators = 10 }.Fit(set, new FitContext())).FeatureImportances();
        Assert.Equal(6, gains.Length);
        Assert.All(gains[4..], g => Assert.InRange(g, 0, gains[0] / 5));
    }

    [Fact]
    public void A_damaged_file_is_refused_or_predicts_but_never_crashes()
    {
        var set = Sets.Classes(300, 3);
        var bytes = ModelPromises.Bytes(new RandomForest { NEstimators = 3 }.Fit(set, new FitContext()));
        var random = new CounterRandom(1, "damage");
        var row = new float[6];
        for (var i = 0; i < 5000; i++)
        {
            var damaged = bytes.ToArray();
            damaged[14 + random.Below((ulong)i * 3, bytes.Length - 14)] ^= (byte)(1 + random.Below((ulong)i * 3 + 1, 255));
            try
            {
                var model = new PipelineReader(damaged, FittedCatalog.Engine).Fitted<ForestModel>();
                _ = model.Predictions(set.Features);
                model.Explain(row, new double[model.Scores * 7]);
            }
            catch (RondoException mistake)
            {
                Assert.Equal("damaged_pipeline", mistake.Mistakes[0].Code);
            }
            catch (ArgumentException)
            {
                // The damage changed the number of inputs or outputs consistently; the caller sees that they don't suit.
            }
        }
    }

    [Fact]
    public void Pure_leaves_of_a_tree_are_kept_once()
    {
        var set = Sets.Classes(4000, 3);
        var model = (ForestModel)new RandomForest { NEstimators = 5 }.Fit(set, new FitContext());
        Assert.InRange(model.Ensemble.Values.Length / 3, 1, 5 * 4);
    }

    static IAlgorithm Small(string name) => name switch
    {
        "random_forest" => new RandomForest { NEstimators = 5 },
        "extra_trees" => new ExtraTrees { NEstimators = 5 },
        _ => new DecisionTree(),
    };
}
