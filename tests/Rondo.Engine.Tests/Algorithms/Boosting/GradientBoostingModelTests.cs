using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Tests.Algorithms.Boosting;

public sealed class GradientBoostingModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_model_that_was_saved_and_read_is_the_same(int classes)
    {
        var set = classes == 1 ? Sets.Mixed(800) : Sets.Classes(800, classes);
        var model = new GradientBoosting { NEstimators = 40, EarlyStopping = 5 }.Train(set);
        var read = model.Bytes().Model();
        Assert.Equal(model.Bytes(), read.Bytes());
        Assert.Equal(model.Predictions(set.Features), read.Predictions(set.Features));
        Assert.Equal((model.Rounds, model.BestRound, model.Trees), (read.Rounds, read.BestRound, read.Trees));
        Assert.Equal(model.ValidationLoss, read.ValidationLoss);
    }

    [Fact]
    public void A_damaged_file_is_refused_or_predicts_but_never_crashes()
    {
        var set = Sets.Mixed(300);
        var bytes = (Sets.Quick with { NEstimators = 3 }).Train(set).Bytes();
        var random = new CounterRandom(1, "damage");
        var refused = 0;
        for (var i = 0; i < 5000; i++)
        {
            var damaged = bytes.ToArray();
            // After the name and version, which the catalog checks.
            var at = 30 + random.Below((ulong)i * 3, bytes.Length - 30);
            damaged[at] ^= (byte)(1 + random.Below((ulong)i * 3 + 1, 255));
            try
            {
                _ = damaged.Model().Predictions(set.Features);
            }
            catch (RondoException mistake)
            {
                Assert.Equal("damaged_pipeline", mistake.Mistakes[0].Code);
                refused++;
            }
            catch (ArgumentException)
            {
                // The damage changed the number of inputs or outputs consistently; the caller sees that they don't suit.
            }
        }
        Assert.True(refused > 500, $"{refused} refused");
    }

    [Fact]
    public void A_walk_in_a_circle_is_refused()
    {
        var set = Sets.Regression(200);
        var model = (Sets.Quick with { NEstimators = 1 }).Train(set);
        model.Ensemble.Nodes[1].Left = 0;
        Assert.Equal("damaged_pipeline", Assert.Throws<RondoException>(() => model.Bytes().Model()).Mistakes[0].Code);
    }

    [Fact]
    public void A_feature_beyond_the_inputs_is_refused()
    {
        var model = (Sets.Quick with { NEstimators = 1 }).Train(Sets.Regression(200));
        model.Ensemble.Nodes[0].Feature = 6;
        Assert.Equal("damaged_pipeline", Assert.Throws<RondoException>(() => model.Bytes().Model()).Mistakes[0].Code);
    }

    [Fact]
    public void A_model_of_the_first_version_predicts_as_before_and_is_explained_by_its_leaves()
    {
        var set = Sets.Mixed(400);
        var model = (Sets.Quick with { NEstimators = 5 }).Train(set);
        var read = FirstVersion(model).Model();
        Assert.Equal(model.Predictions(set.Features), read.Predictions(set.Features));
        Assert.Equal(model.Ensemble.Nodes.Length, read.FeatureImportances().Sum());
        var (row, contributions) = (new float[3], new double[4]);
        set.Features.CopyRow(7, row);
        read.Explain(row, contributions);
        Assert.Equal(read.Predictions(set.Features)[7], contributions.Sum(), 1e-6);
    }

    /// <summary>What version 1 wrote: nodes without shares, leaves of one value, no gains.</summary>
    static byte[] FirstVersion(GradientBoostingModel model)
    {
        var (writer, trees) = (new PipelineWriter(), model.Ensemble);
        writer.Text("gradient_boosting");
        writer.Int(1);
        writer.Int((int)model.Task);
        writer.Int(model.Inputs);
        writer.Doubles(model.Start);
        writer.Ints(trees.Roots);
        writer.Ints([.. trees.Nodes.Select(n => n.Feature)]);
        writer.Ints([.. trees.Nodes.Select(n => BitConverter.SingleToInt32Bits(n.Threshold))]);
        writer.Ints([.. trees.Nodes.Select(n => n.Left)]);
        writer.Ints([.. trees.Nodes.Select(n => n.Right)]);
        writer.Floats(trees.Values);
        writer.Raw<BinSet>(trees.Sets);
        writer.Bytes(trees.MissingBins);
        foreach (var categories in trees.Categories) writer.Bytes(categories);
        writer.Doubles([.. model.TrainingLoss]);
        writer.Doubles([]);
        return writer.Written.ToArray();
    }
}
