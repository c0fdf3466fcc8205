using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Metrics;

public sealed class BootstrapTests
{
    [Fact]
    public void Threads_do_not_move_an_interval_and_the_seed_does()
    {
        var scored = Scored(2_000, weighted: true);
        var metrics = MetricSet.For(TaskKind.Binary);
        var one = Bootstrap.Intervals(metrics, scored, 1, threads: 1);
        Assert.Equal(one, Bootstrap.Intervals(metrics, scored, 1, threads: 2));
        Assert.Equal(one, Bootstrap.Intervals(metrics, scored, 1, threads: 8));
        Assert.Equal(one[4], Bootstrap.Interval(metrics[4], scored, 1));
        Assert.NotEqual(one, Bootstrap.Intervals(metrics, scored, 2, threads: 1));
        Assert.All(metrics.Zip(one), p => Assert.InRange(p.First.Compute(scored).Value!.Value, p.Second!.Value.Low - 0.02, p.Second.Value.High + 0.02));
    }

    [Fact]
    public void Accuracy_gets_the_width_that_the_binomial_law_gives()
    {
        var scored = Scored(5_000, weighted: false);
        var share = new Accuracy().Compute(scored).Value!.Value;
        var interval = Bootstrap.Interval(new Accuracy(), scored, 9, resamples: 1000)!.Value;
        var expected = 2 * 1.96 * Math.Sqrt(share * (1 - share) / scored.Rows);
        Assert.InRange((interval.High - interval.Low) / expected, 0.9, 1.1);
    }

    [Fact]
    public void Fewer_resamples_of_very_many_rows_give_the_same_width()
    {
        var scored = Scored(1_200_000, weighted: false);
        var share = new Accuracy().Compute(scored).Value!.Value;
        var interval = Bootstrap.Interval(new Accuracy(), scored, 9, threads: 2)!.Value;
        Assert.Equal(50, interval.Resamples);
        var expected = 2 * 1.96 * Math.Sqrt(share * (1 - share) / scored.Rows);
        Assert.InRange((interval.High - interval.Low) / expected, 0.7, 1.3);
    }

    [Fact]
    public void An_undefined_metric_has_no_interval()
    {
        var scored = new Scored(new Target(TaskKind.Binary, [1, 1], ["no", "yes"]), [0.4, 0.6, 0.6, 0.4]);
        Assert.Null(Bootstrap.Interval(new RocAuc(), scored, 1));
        Assert.NotNull(Bootstrap.Interval(new Brier(), scored, 1));
    }

    static Scored Scored(int rows, bool weighted)
    {
        var random = new CounterRandom(3, "bootstrap_test");
        var values = new double[rows];
        var predictions = new double[2 * rows];
        for (var i = 0; i < rows; i++)
        {
            var p = random.Uniform((ulong)(3 * i));
            predictions[2 * i] = 1 - p;
            predictions[2 * i + 1] = p;
            values[i] = random.Uniform((ulong)(3 * i + 1)) < p ? 1 : 0;
        }
        double[]? weights = weighted ? [.. Enumerable.Range(0, rows).Select(i => random.Uniform((ulong)(3 * i + 2)))] : null;
        return new Scored(new Target(TaskKind.Binary, values, ["no", "yes"]), predictions, weights);
    }
}
