using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;

namespace Rondo.Engine.Tests.Algorithms.Boosting;

public sealed class GradientBoostingTests
{
    [Fact]
    public void Regression_learns_a_curve_and_an_interaction()
    {
        var (train, test) = (Sets.Regression(4000), Sets.Regression(1000, seed: 2));
        var model = (Sets.Quick with { NEstimators = 100 }).Train(train);
        // The noise alone has a standard deviation of 0.087.
        Assert.InRange(Sets.Rmse(model.Predictions(test.Features), test.Target.Values), 0.08, 0.16);
    }

    [Theory]
    [InlineData(2, 920)]
    // scikit-learn's HistGradientBoosting has 804 to 868 of 1000 right on three such sets.
    [InlineData(5, 800)]
    public void Probabilities_add_up_to_one_and_find_the_class(int classes, int least)
    {
        var (train, test) = (Sets.Classes(4000, classes), Sets.Classes(1000, classes, seed: 2));
        var predictions = (Sets.Quick with { NEstimators = 100 }).Train(train).Predictions(test.Features);
        var right = 0;
        for (var i = 0; i < test.Rows; i++)
        {
            var row = predictions.AsSpan(i * classes, classes);
            var (sum, best) = (0.0, 0);
            for (var k = 0; k < classes; k++)
            {
                Assert.InRange(row[k], 0, 1);
                sum += row[k];
                if (row[k] > row[best]) best = k;
            }
            Assert.Equal(1, sum, 1e-12);
            if (best == (int)test.Target.Values[i]) right++;
        }
        Assert.True(right > least, $"{right} of 1000 right");
    }

    [Fact]
    public void A_constant_feature_gets_no_split()
    {
        var set = Sets.Regression(500);
        Array.Fill(set.Features.Columns[2], 7f);
        Assert.DoesNotContain(2, Sets.Quick.Train(set).Ensemble.Nodes.Select(n => n.Feature & TreeNode.FeatureMask));
    }

    [Fact]
    public void A_constant_target_is_predicted_exactly_without_trees()
    {
        var set = Sets.Regression(100) with { Target = Target.Regression([.. Enumerable.Repeat(0.1, 100)]) };
        var model = Sets.Quick.Train(set);
        Assert.Equal(0, model.Trees);
        Assert.All(model.Predictions(set.Features), p => Assert.Equal(0.1, p, 1e-15));
    }

    [Fact]
    public void One_row_is_its_own_prediction()
    {
        var set = new TrainingSet(Sets.Matrix([1f]), Target.Regression([42]));
        Assert.Equal([42.0], new GradientBoosting().Train(set).Predictions(set.Features));
    }

    [Fact]
    public void No_feature_at_all_gives_the_mean()
    {
        var set = new TrainingSet(new FeatureMatrix([], [], 4), Target.Regression([1, 2, 3, 6]));
        Assert.Equal([3.0, 3, 3, 3], Sets.Quick.Train(set).Predictions(set.Features));
    }

    [Fact]
    public void Infinities_are_ordered_like_other_numbers()
    {
        float[] x = [.. Enumerable.Range(0, 90).Select(i => i < 30 ? float.NegativeInfinity : i < 60 ? i : float.PositiveInfinity)];
        double[] y = [.. Enumerable.Range(0, 90).Select(i => i < 30 ? 1.0 : i < 60 ? 2 : 3)];
        var set = new TrainingSet(Sets.Matrix(x), Target.Regression(y));
        var predictions = (Sets.Quick with { NEstimators = 200, L2 = 0 }).Train(set).Predictions(set.Features);
        Assert.All(predictions.Zip(y), p => Assert.Equal(p.Second, p.First, 1e-6));
    }

    [Fact]
    public void Missing_values_take_the_learned_way()
    {
        float[] x = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? float.NaN : i)];
        double[] y = [.. x.Select(v => float.IsNaN(v) ? 5.0 : v < 150 ? 0 : 5)];
        var set = new TrainingSet(Sets.Matrix(x), Target.Regression(y));
        var predictions = (Sets.Quick with { NEstimators = 100 }).Train(set).Predictions(set.Features);
        Assert.All(predictions.Zip(y), p => Assert.Equal(p.Second, p.First, 0.01));
    }

    [Fact]
    public void A_column_of_missing_values_alone_does_no_harm()
    {
        var set = Sets.Regression(300);
        Array.Fill(set.Features.Columns[0], float.NaN);
        Assert.DoesNotContain(0, Sets.Quick.Train(set).Ensemble.Nodes.Select(n => n.Feature & TreeNode.FeatureMask));
    }

    [Fact]
    public void Categories_are_parted_as_sets()
    {
        var set = Sets.Mixed(8000);
        var model = (Sets.Quick with { NEstimators = 150 }).Train(set);
        Assert.Contains(model.Ensemble.Nodes, n => (n.Feature & TreeNode.Categorical) != 0);
        Assert.True(Sets.Rmse(model.Predictions(set.Features), set.Target.Values) < 0.06);
    }

    [Fact]
    public void Codes_that_training_never_saw_count_as_missing()
    {
        var set = Sets.Mixed(4000);
        var model = Sets.Quick.Train(set);
        float[] odd = [float.NaN, 40, 1000, -1, 1.5f, float.PositiveInfinity, float.NegativeInfinity];
        var outputs = odd.Select(code =>
        {
            var output = new double[1];
            model.Predict([0.5f, code, 0.5f], output);
            return output[0];
        });
        Assert.Single(outputs.Distinct());
    }

    [Fact]
    public void More_categories_than_bins_share_one_for_the_rarest()
    {
        const int Rows = 20_000, Codes = 2000;
        var codes = new float[Rows];
        for (var i = 0; i < Rows; i++) codes[i] = i % 3 > 0 ? i % 100 : i % Codes;
        double[] y = [.. codes.Select(c => c < 50 ? 1.0 : 0)];
        var set = new TrainingSet(new FeatureMatrix([new Feature("code", Codes)], [codes], Rows), Target.Regression(y));
        var model = (Sets.Quick with { NEstimators = 100 }).Train(set);
        Assert.True(Sets.Rmse(model.Predictions(set.Features), y) < 0.1);
    }

    [Fact]
    public void A_row_of_weight_zero_is_as_if_it_were_not_there()
    {
        var set = Sets.Classes(1000, 2);
        double[] weights = [.. Enumerable.Range(0, 1000).Select(i => i % 4 == 0 ? 0.0 : 2)];
        int[] kept = [.. Enumerable.Range(0, 1000).Where(i => i % 4 != 0)];
        var weighted = Sets.Quick.Train(set with { Weights = weights });
        var taken = Sets.Quick.Train(set.Take(kept) with { Weights = [.. kept.Select(_ => 2.0)] });
        Assert.Equal(taken.Bytes(), weighted.Bytes());
    }

    [Fact]
    public void Weights_pull_the_prediction()
    {
        var set = new TrainingSet(Sets.Matrix([.. Enumerable.Repeat(1f, 100)]), Target.Regression([.. Enumerable.Range(0, 100).Select(i => i < 50 ? 0.0 : 1)]))
        {
            Weights = [.. Enumerable.Range(0, 100).Select(i => i < 50 ? 1.0 : 3)],
        };
        Assert.Equal(0.75, Sets.Quick.Train(set).Predictions(set.Features)[0], 1e-12);
    }

    [Fact]
    public void Balanced_classes_move_the_mean_probability_to_one_half()
    {
        var set = Sets.Classes(4000, 2);
        double[] rare = [.. set.Target.Values.Select((y, i) => y == 1 && i % 10 == 0 ? 1.0 : 0)];
        set = set with { Target = set.Target with { Values = rare } };
        double Mean(ClassWeight weight) => (Sets.Quick with { ClassWeight = weight, MaxLeaves = 4 }).Train(set).Predictions(set.Features).Where((_, i) => i % 2 == 1).Average();
        Assert.InRange(Mean(ClassWeight.None), 0.04, 0.06);
        Assert.InRange(Mean(ClassWeight.Balanced), 0.35, 0.6);
    }

    [Fact]
    public void Leaves_hold_at_least_as_many_rows_as_asked()
    {
        var set = Sets.Classes(2000, 2);
        var model = (Sets.Quick with { MinSamplesLeaf = 137, NEstimators = 5 }).Train(set);
        var counts = new Dictionary<(int, float), int>();
        foreach (var root in model.Ensemble.Roots)
        {
            for (var i = 0; i < set.Rows; i++)
            {
                var at = root;
                while (at >= 0)
                {
                    var node = model.Ensemble.Nodes[at];
                    at = set.Features.Columns[node.Feature & TreeNode.FeatureMask][i] <= node.Threshold ? node.Left : node.Right;
                }
                counts[(root, at)] = counts.GetValueOrDefault((root, at)) + 1;
            }
        }
        Assert.All(counts.Values, c => Assert.True(c >= 137));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_monotone_feature_never_moves_the_prediction_the_other_way(int sign)
    {
        var set = Sets.Regression(3000);
        var model = (Sets.Quick with { Monotone = [0, sign, 0, 0, 0, 0] }).Train(set);
        var row = new float[6];
        var output = new double[1];
        for (var i = 0; i < 50; i++)
        {
            set.Features.CopyRow(i, row);
            var before = double.NegativeInfinity;
            for (var x = 0f; x <= 1; x += 0.01f)
            {
                row[1] = x;
                model.Predict(row, output);
                Assert.True(sign * output[0] >= before);
                before = sign * output[0];
            }
        }
    }

    [Fact]
    public void Depth_is_bounded_when_asked()
    {
        var model = (Sets.Quick with { MaxDepth = 1, NEstimators = 10 }).Train(Sets.Regression(1000));
        Assert.Equal(10, model.Ensemble.Nodes.Length);
    }

    [Fact]
    public void Ten_thousand_columns_of_few_rows_fit()
    {
        var columns = Sets.Columns(60, 10_000, 3);
        double[] y = [.. columns[7777].Select(x => x > 0.5 ? 1.0 : 0)];
        var set = new TrainingSet(Sets.Matrix(columns), Target.Regression(y));
        var model = (Sets.Quick with { MinSamplesLeaf = 5, NEstimators = 10 }).Train(set);
        Assert.Equal(7777, model.Ensemble.Nodes[0].Feature & TreeNode.FeatureMask);
    }

    [Fact]
    public void Histograms_that_do_not_fit_the_memory_are_built_anew_with_the_same_trees()
    {
        var set = Sets.Classes(3000, 2);
        var roomy = Sets.Quick.Train(set);
        var tight = (GradientBoostingModel)Sets.Quick.Fit(set, new FitContext { Threads = 2, MemoryBudgetBytes = 1 });
        Assert.Equal(roomy.Bytes(), tight.Bytes());
    }
}
