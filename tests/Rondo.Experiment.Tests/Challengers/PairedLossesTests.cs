using Rondo.Engine.Numerics;
using Rondo.Experiment.AbTests;
using Rondo.Experiment.Challengers;

namespace Rondo.Experiment.Tests.Challengers;

public sealed class PairedLossesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_improvement_is_that_of_the_metric_and_its_interval_holds_the_truth(int power)
    {
        var (inside, wins, falseWins) = (0, 0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var (control, treatment) = Errors((ulong)seed, 600, 0.9);
            var losses = PairedLosses.Of(Losses(control, power), Losses(treatment, power), power, new AbTestRules { Test = CertaintyTest.Fixed, BetterBy = 0.05 })!;
            if (losses.Interval.Low <= 0.1 && losses.Interval.High >= 0.1) inside++;
            if (losses.IsBetter) wins++;
            var (same, alike) = Errors((ulong)seed + 1000, 600, 0.95);
            if (PairedLosses.Of(Losses(same, power), Losses(alike, power), power, new AbTestRules { Test = CertaintyTest.Fixed, BetterBy = 0.05 })!.IsBetter) falseWins++;
        }
        Assert.InRange(inside / 200.0, 0.9, 1);
        // Exactly as much better as asked is found to be better in one of forty.
        Assert.InRange(falseWins / 200.0, 0, 0.06);
        Assert.InRange(wins / 200.0, power == 1 ? 0.9 : 0.7, 1);
    }

    [Fact]
    public void A_model_is_neither_better_nor_worse_than_itself()
    {
        var (control, _) = Errors(1, 100, 1);
        Assert.Null(PairedLosses.Of(Losses(control, 1), Losses(control, 1), 1, new AbTestRules()));
    }

    [Fact]
    public void A_worse_one_is_told()
    {
        var (control, treatment) = Errors(2, 2_000, 1.3);
        var losses = PairedLosses.Of(Losses(control, 2), Losses(treatment, 2), 2, new AbTestRules())!;
        Assert.True(losses is { IsWorse: true, IsBetter: false } && losses.Improvement < -0.2);
    }

    static double[] Losses(double[] errors, int power) => Array.ConvertAll(errors, e => power == 2 ? e * e : Math.Abs(e));

    // The treatment's errors are the control's, smaller by a factor, and a little noise of its own.
    static (double[] Control, double[] Treatment) Errors(ulong seed, int count, double factor)
    {
        var random = new CounterRandom(seed, "errors");
        var (control, treatment) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            control[i] = Functions.NormalQuantile(Math.Max(random.Uniform(2 * (ulong)i), 1e-300));
            var own = Functions.NormalQuantile(Math.Max(random.Uniform(2 * (ulong)i + 1), 1e-300));
            treatment[i] = factor * (0.95 * control[i] + Math.Sqrt(1 - 0.95 * 0.95) * own);
        }
        return (control, treatment);
    }
}
