using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

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
}
