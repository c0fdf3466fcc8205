using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Observe.Performance;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Tests.Performance;

/// <summary>Estimates beside the truth that they were made without, on rows that moved but kept their law.</summary>
public sealed class EstimatorTests
{
    const int Windows = 40, Size = 500;

    [Fact]
    public void A_classifiers_metrics_lie_within_three_deviations_in_nine_windows_of_ten()
    {
        var reference = Classes(4000, 1, 0);
        var profile = new ReferenceBuilder(reference.Table, reference.Target, "y").Build([.. Enumerable.Range(0, 4000)], reference.Predictions, TestContext.Current.CancellationToken);
        foreach (var metric in (string[])["accuracy", "roc_auc", "f1", "log_loss"])
        {
            var near = Enumerable.Range(0, Windows).Count(w =>
            {
                var now = Classes(Size, 100 + w, shift: w % 4 * 0.4);
                return IsNear(profile.Estimator!.Estimate(now.Table, now.Predictions, TestContext.Current.CancellationToken)[metric], Value(metric, now.Target, now.Predictions));
            });
            Assert.True(near >= 0.9 * Windows, $"{metric}: {near} of {Windows}");
        }
    }

    [Fact]
    public void A_regressions_errors_do_too_and_follow_rows_that_are_harder()
    {
        var reference = Numbers(4000, 1, 0);
        var profile = new ReferenceBuilder(reference.Table, reference.Target, "y").Build([.. Enumerable.Range(0, 4000)], reference.Predictions, TestContext.Current.CancellationToken);
        foreach (var metric in (string[])["mae", "rmse"])
        {
            var near = Enumerable.Range(0, Windows).Count(w =>
            {
                var now = Numbers(Size, 100 + w, shift: w % 4 * 0.15);
                return IsNear(profile.Estimator!.Estimate(now.Table, now.Predictions, TestContext.Current.CancellationToken)[metric], Value(metric, now.Target, now.Predictions));
            });
            Assert.True(near >= 0.9 * Windows, $"{metric}: {near} of {Windows}");
        }
        double Mae(double shift)
        {
            var now = Numbers(2000, 7, shift);
            return profile.Estimator!.Estimate(now.Table, now.Predictions, TestContext.Current.CancellationToken)["mae"].Value;
        }
        Assert.True(Mae(0.4) > 1.2 * Mae(0));
    }

    static bool IsNear(Estimated estimate, double truth) => Math.Abs(estimate.Value - truth) <= 3 * estimate.Deviation;

    static double Value(string metric, Target target, Predictions predictions) =>
        MetricSet.Compute(new Scored(target, predictions.Values, null, predictions.Threshold)).Single(m => m.Name == metric).Value.Value!.Value;

    // A model that knows the law: its probabilities are right wherever the rows lie.
    static (Table Table, Target Target, Predictions Predictions) Classes(int count, int seed, double shift)
    {
        var random = new Random(seed);
        var (x, y, probabilities) = (new double[count], new double[count], new double[2 * count]);
        for (var row = 0; row < count; row++)
        {
            x[row] = 2 * (random.NextDouble() + random.NextDouble() - 1) + shift;
            var p = 1 / (1 + Math.Exp(-2 * x[row]));
            y[row] = random.NextDouble() < p ? 1 : 0;
            (probabilities[2 * row], probabilities[2 * row + 1]) = (1 - p, p);
        }
        return (Table.Of(("x", new DoubleColumn(x))), new Target(TaskKind.Binary, y, ["no", "yes"]), new Predictions(TaskKind.Binary, ["no", "yes"], probabilities));
    }

    static (Table Table, Target Target, Predictions Predictions) Numbers(int count, int seed, double shift)
    {
        var random = new Random(seed);
        var (x, y, said) = (new double[count], new double[count], new double[count]);
        for (var row = 0; row < count; row++)
        {
            // Within what was learnt from, but less even.
            x[row] = Math.Pow(random.NextDouble(), 1 - shift);
            said[row] = x[row];
            y[row] = x[row] + (0.1 + x[row]) * (random.NextDouble() - 0.5);
        }
        return (Table.Of(("x", new DoubleColumn(x))), Target.Regression(y), new Predictions(TaskKind.Regression, [], said));
    }
}
