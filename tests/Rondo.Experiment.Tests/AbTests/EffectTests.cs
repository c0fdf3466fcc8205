using Rondo.Engine.Numerics;
using Rondo.Experiment.AbTests;

namespace Rondo.Experiment.Tests.AbTests;

public sealed class EffectTests
{
    [Fact]
    public void Watched_at_fifty_looks_two_thousand_tests_without_a_difference_give_a_false_winner_or_loser_in_at_most_a_twentieth()
    {
        const int tests = 2_000, looks = 50, unitsALook = 40;
        var rules = new AbTestRules { Metric = "revenue", MinUnits = 100 };
        var alarms = 0;
        Parallel.For(0, tests, test =>
        {
            var random = new CounterRandom((ulong)test, "a/a");
            var (control, treatment) = (Draw(random.Child(0), looks * unitsALook, 1), Draw(random.Child(1), looks * unitsALook, 1));
            for (var look = 1; look <= looks; look++)
            {
                var n = look * unitsALook;
                if (n < rules.MinUnits || Effect.Of(new UnitValues("control", control[..n]), new UnitValues("treatment", treatment[..n]), rules) is not { } effect) continue;
                if (!effect.IsBetter(true) && !effect.IsWorse(true)) continue;
                Interlocked.Increment(ref alarms);
                return;
            }
        });
        Assert.InRange((double)alarms / tests, 0, 0.05);
    }

    [Fact]
    public void A_test_read_once_at_its_planned_size_finds_the_effect_as_often_as_planned()
    {
        const int tests = 1_500;
        var rules = new AbTestRules { Metric = "revenue", Test = CertaintyTest.Fixed, MinEffect = 0.1, Power = 0.8 };
        // The plan goes by what is known of the metric, which is drawn here large enough to be known well.
        var units = (int)Math.Ceiling(Effect.UnitsNeeded(new UnitValues("control", Draw(new CounterRandom(1, "plan"), 200_000, 1)), rules)!.Value);
        var found = 0;
        Parallel.For(0, tests, test =>
        {
            var random = new CounterRandom((ulong)test, "power");
            var effect = Effect.Of(new UnitValues("control", Draw(random.Child(0), units, 1)), new UnitValues("treatment", Draw(random.Child(1), units, 1.1)), rules)!;
            if (effect.IsBetter(true)) Interlocked.Increment(ref found);
        });
        Assert.InRange((double)found / tests, 0.77, 0.83);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.93)]
    public void A_covariate_leaves_of_the_variance_what_its_correlation_does_not_explain(double correlation)
    {
        const int units = 20_000;
        var (control, treatment) = (Correlated(1), Correlated(2));
        var rules = new AbTestRules { Metric = "m" };
        var plain = Effect.Of(control with { Before = null }, treatment with { Before = null }, rules)!;
        var adjusted = Effect.Of(control, treatment, rules)!;
        Assert.Equal(1 - correlation * correlation, adjusted.VarianceRatio, 0.02);
        var shrunk = (adjusted.Interval.High - adjusted.Interval.Low) / (plain.Interval.High - plain.Interval.Low);
        Assert.Equal(Math.Sqrt(1 - correlation * correlation), shrunk, 0.02);

        UnitValues Correlated(ulong seed)
        {
            var random = new CounterRandom(seed, "cuped");
            var (values, before) = (new double[units], new double[units]);
            for (var i = 0; i < units; i++)
            {
                before[i] = Normal(random, 2 * (ulong)i);
                values[i] = 10 + correlation * before[i] + Math.Sqrt(1 - correlation * correlation) * Normal(random, 2 * (ulong)i + 1);
            }
            return new UnitValues(seed == 1 ? "control" : "treatment", values, before);
        }
    }

    [Fact]
    public void Several_treatments_share_the_false_alarms_that_are_allowed()
    {
        var random = new CounterRandom(3, "several");
        var (control, treatment) = (new UnitValues("control", Draw(random.Child(0), 500, 1)), new UnitValues("b", Draw(random.Child(1), 500, 1)));
        var (one, four) = (Effect.Of(control, treatment, new AbTestRules())!, Effect.Of(control, treatment, new AbTestRules(), arms: 4)!);
        Assert.True(four.Interval.High - four.Interval.Low > one.Interval.High - one.Interval.Low);
    }

    [Fact]
    public void A_few_huge_values_decide_less_when_they_are_capped()
    {
        var random = new CounterRandom(4, "cap");
        var (control, treatment) = (Draw(random.Child(0), 2_000, 1), Draw(random.Child(1), 2_000, 1));
        treatment[7] = 1e5;
        var rules = new AbTestRules { Metric = "revenue", Test = CertaintyTest.Fixed };
        var capped = Effect.Of(new UnitValues("control", control), new UnitValues("t", treatment), rules with { Winsorize = 0.99 })!;
        Assert.InRange(Math.Abs(capped.Value), 0, 0.1);
        Assert.True(Effect.Of(new UnitValues("control", control), new UnitValues("t", treatment), rules)!.Value > 10);
    }

    [Fact]
    public void Nothing_is_measured_before_there_are_units_or_while_nothing_varies()
    {
        Assert.Null(Effect.Of(new UnitValues("control", [1]), new UnitValues("t", [1, 2]), new AbTestRules()));
        Assert.Null(Effect.Of(new UnitValues("control", [0, 0, 0]), new UnitValues("t", [0, 0]), new AbTestRules()));
        var absolute = Effect.Of(new UnitValues("control", [-1, 1, -1, 1]), new UnitValues("t", [1, 3, 1, 3]), new AbTestRules { Test = CertaintyTest.Fixed })!;
        Assert.Equal((false, 2.0), (absolute.IsRelative, absolute.Value));
    }

    // Skewed, as revenue is.
    static double[] Draw(CounterRandom random, int count, double mean) => [.. Enumerable.Range(0, count).Select(i => -mean * Math.Log(1 - random.Uniform((ulong)i)))];

    static double Normal(CounterRandom random, ulong counter) => Functions.NormalQuantile(Math.Max(random.Uniform(counter), 1e-300));
}
