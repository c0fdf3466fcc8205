using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Metrics;

public sealed class CurvesTests
{
    [Fact]
    public void A_thinned_roc_curve_keeps_its_ends_and_its_area()
    {
        var scored = Scored(20_000);
        var curve = Curves.Roc(scored);
        Assert.InRange(curve.Count, 100, Curves.PointsAtMost);
        Assert.Equal((0, 0), (curve[0].FalsePositiveRate, curve[0].TruePositiveRate));
        Assert.Equal((1, 1), (curve[^1].FalsePositiveRate, curve[^1].TruePositiveRate));
        var area = curve.Zip(curve.Skip(1)).Sum(p => (p.Second.FalsePositiveRate - p.First.FalsePositiveRate) * (p.First.TruePositiveRate + p.Second.TruePositiveRate) / 2);
        Assert.Equal(new RocAuc().Compute(scored).Value!.Value, area, 3);
    }

    [Fact]
    public void A_small_roc_curve_has_every_threshold()
    {
        var scored = new Scored(new Target(TaskKind.Binary, [0, 1, 0, 1], ["no", "yes"]), [0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8]);
        Assert.Equal(
            [new(0, 0, double.PositiveInfinity), new(0, 0.5, 0.8), new(0, 1, 0.4), new(0.5, 1, 0.35), new(1, 1, 0.1)],
            Curves.Roc(scored));
        Assert.Equal(
            [new(0.5, 1, 0.8), new(1, 1, 0.4), new(1, 2 / 3.0, 0.35), new(1, 0.5, 0.1)],
            Curves.PrecisionRecall(scored));
    }

    [Fact]
    public void Precision_and_recall_curve_is_bounded_and_grows_in_recall()
    {
        var curve = Curves.PrecisionRecall(Scored(20_000), points: 50);
        Assert.InRange(curve.Count, 25, 50);
        Assert.All(curve.Zip(curve.Skip(1)), p => Assert.True(p.Second.Recall >= p.First.Recall));
        Assert.Equal(1, curve[^1].Recall);
    }

    [Fact]
    public void Calibrated_probabilities_lie_near_their_shares()
    {
        var bins = Curves.Calibration(Scored(50_000));
        Assert.Equal(10, bins.Count);
        Assert.All(bins, b => Assert.Equal(b.MeanProbability, b.ShareObserved, 0.05));
        Assert.Equal(50_000, bins.Sum(b => b.Weight));
    }

    [Fact]
    public void Confusion_counts_weight_by_actual_and_predicted_class()
    {
        var scored = new Scored(new Target(TaskKind.Binary, [0, 1, 1], ["no", "yes"]), [0.3, 0.7, 0.4, 0.6, 0.8, 0.2], [2, 3, 5]);
        Assert.Equal(new double[,] { { 0, 2 }, { 5, 3 } }, Curves.ConfusionMatrix(scored));
    }

    [Fact]
    public void Residuals_are_summed_up_with_weights()
    {
        var residuals = Residuals.Of(new Scored(Target.Regression([1, 2, 3, 4]), [0, 2, 4, 0], [1, 1, 2, 0]))!;
        Assert.Equal(-0.25, residuals.Mean);
        Assert.Equal(Math.Sqrt((1.25 * 1.25 + 0.25 * 0.25 + 2 * 0.75 * 0.75) / 4), residuals.StandardDeviation, 12);
        Assert.Equal([-1, -1, -1, -1, 0, 1, 1], residuals.Quantiles);
        Assert.Equal(4, residuals.Histogram.Sum(b => b.Weight));
        Assert.Equal([new(0, 1), new(2, 2), new(4, 3)], residuals.Sample);
    }

    [Fact]
    public void Many_residuals_give_few_points()
    {
        var random = new CounterRandom(5, "residuals");
        double[] values = [.. Enumerable.Range(0, 10_000).Select(i => random.Uniform((ulong)i))];
        var residuals = Residuals.Of(new Scored(Target.Regression(values), new double[values.Length]))!;
        Assert.Equal((40, 500), (residuals.Histogram.Length, residuals.Sample.Length));
        Assert.Equal(values.Length, residuals.Histogram.Sum(b => b.Weight));
    }

    // The label is drawn by the probability itself: perfectly calibrated.
    static Scored Scored(int rows)
    {
        var random = new CounterRandom(3, "curves");
        var values = new double[rows];
        var predictions = new double[2 * rows];
        for (var i = 0; i < rows; i++)
        {
            var p = random.Uniform((ulong)(2 * i));
            predictions[2 * i] = 1 - p;
            predictions[2 * i + 1] = p;
            values[i] = random.Uniform((ulong)(2 * i + 1)) < p ? 1 : 0;
        }
        return new Scored(new Target(TaskKind.Binary, values, ["no", "yes"]), predictions);
    }
}
