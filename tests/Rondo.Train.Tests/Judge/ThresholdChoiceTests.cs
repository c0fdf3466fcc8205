using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Train.Judge;

namespace Rondo.Train.Tests.Judge;

public sealed class ThresholdChoiceTests
{
    public static TheoryData<IMetric> Metrics => [new F1(), new Accuracy(), new Recall()];

    [Theory]
    [MemberData(nameof(Metrics))]
    public void No_other_threshold_has_a_better_metric(IMetric metric)
    {
        foreach (var hasWeights in (bool[])[false, true])
        {
            var scored = Random(300, 0.3, hasWeights);
            var choice = ThresholdChoice.ByMetric(scored, metric);

            Assert.Equal(choice.Value, Value(metric, scored, choice.Threshold), 1e-12);
            foreach (var other in Thresholds(scored)) Assert.True(Value(metric, scored, other) <= choice.Value + 1e-12, $"{other} is better");
            Assert.Equal(Value(metric, scored, 0.5), choice.AtHalf!.Value, 1e-12);
        }
    }

    [Fact]
    public void No_other_threshold_costs_less_and_the_saving_is_told()
    {
        var costs = new CostMatrix(5, 120) { TruePositive = 10, TrueNegative = -1 };
        var scored = Random(400, 0.1, hasWeights: true);
        var choice = ThresholdChoice.ByCost(scored, costs);

        Assert.Equal(choice.Value, Cost(scored, costs, choice.Threshold), 1e-12);
        foreach (var other in Thresholds(scored)) Assert.True(Cost(scored, costs, other) >= choice.Value - 1e-12, $"{other} costs less");
        Assert.Equal(Cost(scored, costs, 0.5) - choice.Value, choice.SavedAgainstHalf!.Value, 1e-12);
        Assert.Equal(Cost(scored, costs, 2) - choice.Value, choice.SavedAgainstAllNegative!.Value, 1e-12);
        Assert.Equal(Cost(scored, costs, 0) - choice.Value, choice.SavedAgainstAllPositive!.Value, 1e-12);
        Assert.True(choice.SavedAgainstHalf > 0);
    }

    [Fact]
    public void Honest_probabilities_get_about_the_threshold_that_the_costs_say()
    {
        var random = new CounterRandom(3, "honest");
        var truth = new double[20_000];
        var probabilities = new double[truth.Length];
        for (var i = 0; i < truth.Length; i++)
        {
            probabilities[i] = random.Uniform((ulong)i);
            truth[i] = random.Child(1).Uniform((ulong)i) < probabilities[i] ? 1 : 0;
        }
        var costs = new CostMatrix(1, 4);

        Assert.Equal(0.2, costs.HonestThreshold, 1e-12);
        Assert.Equal(0.2, ThresholdChoice.ByCost(Binary(truth, probabilities), costs).Threshold, 0.03);
    }

    [Fact]
    public void Of_equally_good_thresholds_the_middle_of_the_widest_range_is_taken()
    {
        var choice = ThresholdChoice.ByMetric(Binary([0, 0, 1, 1], [0.1, 0.3, 0.7, 0.9]), new Accuracy());

        Assert.Equal((0.5, 1.0), (choice.Threshold, choice.Value));
        // One mistake either way: between 0.2 and 0.25, or between 0.6 and 0.9.
        Assert.Equal(0.75, ThresholdChoice.ByMetric(Binary([0, 1, 0, 1], [0.2, 0.25, 0.6, 0.9]), new Accuracy()).Threshold, 1e-12);
    }

    [Fact]
    public void Recall_at_a_precision_is_the_highest_that_keeps_it()
    {
        var scored = Binary([1, 0, 1, 1, 0, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.1]);

        Assert.Equal(1.0, ThresholdChoice.RecallAtPrecision(scored, 0.75).Value);
        Assert.Equal(1 / 3.0, ThresholdChoice.RecallAtPrecision(scored, 0.9).Value!.Value, 1e-12);
        Assert.Equal(0.55, ThresholdChoice.ByRecallAtPrecision(scored, 0.75).Threshold, 1e-12);
        var hopeless = Binary([0, 1], [0.9, 0.1]);
        Assert.NotNull(ThresholdChoice.RecallAtPrecision(hopeless, 0.9).Reason);
        Assert.Equal("no_threshold", Assert.Throws<RondoException>(() => ThresholdChoice.ByRecallAtPrecision(hopeless, 0.9)).Mistakes[0].Code);
    }

    [Fact]
    public void A_metric_of_probabilities_has_no_threshold() => Assert.All(
        (IMetric[])[new RocAuc(), new LogLoss(), new Brier(), new PrAuc(), new Ece(), new Rmse()],
        metric => Assert.Equal("no_threshold_metric", Assert.Throws<RondoException>(() => ThresholdChoice.ByMetric(Random(50, 0.5, false), metric)).Mistakes[0].Code));

    [Fact]
    public void Probabilities_of_zero_and_one_alone_leave_thresholds_within_zero_and_one()
    {
        foreach (var (truth, probabilities) in ((double[], double[])[])[([0, 1], [0, 1]), ([1, 1], [0, 0]), ([0, 0], [1, 1]), ([1, 0], [0, 1])])
        {
            var scored = Binary(truth, probabilities);
            var choice = ThresholdChoice.ByMetric(scored, new Accuracy());
            Assert.InRange(choice.Threshold, 0, 1);
            Assert.Equal(choice.Value, Value(new Accuracy(), scored, choice.Threshold));
        }
    }

    [Fact]
    public void What_has_no_threshold_is_refused()
    {
        var three = new Scored(new Target(TaskKind.Multiclass, [0, 1, 2], ["a", "b", "c"]), [1, 0, 0, 0, 1, 0, 0, 0, 1]);
        Assert.Equal("no_threshold", Assert.Throws<RondoException>(() => ThresholdChoice.ByMetric(three, new Accuracy())).Mistakes[0].Code);
        Assert.Equal("no_rows", Assert.Throws<RondoException>(() => ThresholdChoice.ByCost(Binary([], []), new CostMatrix(1, 1))).Mistakes[0].Code);
        foreach (var costs in (CostMatrix[])[new(0, 1), new(1, -1), new(double.NaN, 1), new(1, 1) { TruePositive = 2 }])
            Assert.Equal("bad_cost", Assert.Throws<RondoException>(() => ThresholdChoice.ByCost(Random(20, 0.5, false), costs)).Mistakes[0].Code);
    }

    static IEnumerable<double> Thresholds(Scored scored) =>
        Enumerable.Range(0, scored.Rows).Select(row => scored.Probability(row, 1)).SelectMany(p => new[] { p, Math.BitIncrement(p) }).Append(0).Where(t => t <= 1);

    static double Value(IMetric metric, Scored scored, double threshold) =>
        metric.Compute(new Scored(scored.Target, scored.Predictions, scored.Weights, threshold)).Value!.Value;

    static double Cost(Scored scored, CostMatrix costs, double threshold)
    {
        var (sum, total, weights) = (0.0, 0.0, scored.WeightsOrOnes());
        for (var row = 0; row < scored.Rows; row++)
        {
            var isCalled = scored.Probability(row, 1) >= threshold;
            sum += weights[row] * (scored.ActualClass(row), isCalled) switch
            {
                (1, true) => costs.TruePositive,
                (1, false) => costs.FalseNegative,
                (_, true) => costs.FalsePositive,
                _ => costs.TrueNegative,
            };
            total += weights[row];
        }
        return sum / total;
    }

    static Scored Random(int rows, double rate, bool hasWeights)
    {
        var random = new CounterRandom(9, "thresholds");
        var truth = new double[rows];
        var probabilities = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            truth[i] = random.Uniform((ulong)i) < rate ? 1 : 0;
            // Rounded, so that there are ties.
            probabilities[i] = Math.Round(Math.Clamp(0.3 * truth[i] + 0.7 * random.Child(1).Uniform((ulong)i), 0, 1), 2);
        }
        double[]? weights = hasWeights ? [.. truth.Select((_, i) => (double)(i % 4))] : null;
        return Binary(truth, probabilities, weights);
    }

    static Scored Binary(double[] truth, double[] probabilities, double[]? weights = null) =>
        new(new Target(TaskKind.Binary, truth, ["no", "yes"]), [.. probabilities.SelectMany(p => new[] { 1 - p, p })], weights);
}
