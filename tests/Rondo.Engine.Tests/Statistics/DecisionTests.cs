using System.Text;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics;
using Rondo.Engine.Statistics.Decisions;

namespace Rondo.Engine.Tests.Statistics;

/// <summary>What experiment statistics promise: false alarms, power, narrower intervals; and what they refuse.</summary>
public class DecisionTests
{
    private static readonly PartCatalog s_catalog = new(typeof(IStatistic).Assembly);

    [Fact]
    public void A_watched_experiment_without_a_difference_alarms_in_no_more_than_a_twentieth()
    {
        var test = new SequentialTest();
        var alarms = Enumerable.Range(0, 2000).Count(experiment =>
        {
            var random = new CounterRandom(11, "watched").Child((ulong)experiment);
            double sumA = 0, squaresA = 0, sumB = 0, squaresB = 0;
            var n = 0;
            for (var peek = 0; peek < 50; peek++)
            {
                for (var i = 0; i < 40; i++, n++)
                {
                    var (a, b) = (Normal(random, 2 * n), Normal(random, 2 * n + 1));
                    (sumA, squaresA, sumB, squaresB) = (sumA + a, squaresA + a * a, sumB + b, squaresB + b * b);
                }
                if (test.Compare(ArmOf("control", n, sumA, squaresA), ArmOf("treatment", n, sumB, squaresB)).PValue <= 0.05) return true;
            }
            return false;
        });
        Assert.InRange(alarms, 0, 100);
    }

    [Fact]
    public void An_experiment_has_the_power_that_was_planned()
    {
        var plan = new PowerPlan { Mde = 0.3, Power = 0.8 }.Plan(new Arm("control", 100, 5, 1), null);
        var n = (int)Math.Ceiling(plan.Statistic!.Value);
        var found = Enumerable.Range(0, 4000).Count(experiment =>
        {
            var random = new CounterRandom(12, "planned").Child((ulong)experiment);
            var (a, b) = (Enumerable.Range(0, n).Select(i => Normal(random, 2 * i)).ToArray(), Enumerable.Range(0, n).Select(i => Normal(random, 2 * i + 1) + 0.3).ToArray());
            return new StudentTest().Compare(NumberSample.Of(a, "control"), NumberSample.Of(b, "treatment")).PValue <= 0.05;
        });
        Assert.InRange(found / 4000.0, 0.77, 0.83);
    }

    [Fact]
    public void Units_assigned_by_their_hash_raise_no_alarm_of_mismatch_and_a_wrong_share_does()
    {
        var bucket = new UnitBucket { Version = 2 };
        var inArm = Enumerable.Range(0, 100_000).Count(u => bucket.Place("experiment", $"user-{u}") < 0.1);
        Assert.InRange(inArm, 9_700, 10_300);
        Assert.False(Alert([100_000 - inArm, inArm], [0.9, 0.1]));
        Assert.True(Alert([88_000, 12_000], [0.9, 0.1]));
        var random = new CounterRandom(13, "srm");
        var alarms = Enumerable.Range(0, 10_000).Count(i => Binomial(random.Child((ulong)i)) is var a && Alert([2000 - a, a], [0.5, 0.5]));
        Assert.InRange(alarms, 0, 15);

        static bool Alert(double[] observed, double[] weights) => (bool)new SampleRatio().Test(observed, weights).Details.Single(d => d.Key == "alert").Value!;
        static int Binomial(CounterRandom random) => Enumerable.Range(0, 2000).Count(i => random.Uniform((ulong)i) < 0.5);
    }

    [Fact]
    public void A_small_mismatch_of_huge_traffic_is_below_the_floor()
    {
        var result = new SampleRatio().Test([5_010_000, 4_990_000], [0.5, 0.5]);
        Assert.True(result.PValue < 0.001);
        Assert.Equal(false, result.Details.Single(d => d.Key == "alert").Value);
    }

    [Fact]
    public void A_covariate_shrinks_the_interval_by_what_its_correlation_says()
    {
        var random = new CounterRandom(14, "cuped");
        string Arm(ulong stream, double shift)
        {
            var pre = Enumerable.Range(0, 4000).Select(i => Normal(random.Child(stream), 2 * i)).ToArray();
            var post = pre.Select((x, i) => 0.8 * x + 0.6 * Normal(random.Child(stream), 2 * i + 1) + shift);
            return $$"""{"pre": [{{Join(pre)}}], "post": [{{Join(post)}}]}""";
        }
        var result = Of("cuped", $$"""{"control": {{Arm(1, 0)}}, "treatment": {{Arm(2, 0.05)}}}""");
        Assert.InRange((double)result.Details.Single(d => d.Key == "variance_ratio").Value!, 0.34, 0.38);
        static string Join(IEnumerable<double> values) => string.Join(",", values.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Traffic_of_a_bandit_follows_the_chance_to_be_best_and_never_falls_below_the_floor()
    {
        const string Json = """{"arms": [{"n": 1000, "successes": 100}, {"n": 1000, "successes": 112}, {"n": 1000, "successes": 20}]}""";
        var result = Of("thompson", Json, ("draws", 50_000L), ("floor", 0.02));
        var (chances, weights) = (List(result, "chances"), List(result, "weights"));
        // Two shares of a thousand are nearly normal.
        var exact = Functions.NormalCdf(0.012 / Math.Sqrt((0.1 * 0.9 + 0.112 * 0.888) / 1000));
        Assert.InRange(chances[1], exact - 0.01, exact + 0.01);
        Assert.Equal(0.02, weights[2], 1e-12);
        Assert.Equal(1, weights.Sum(), 1e-12);
        Assert.Equal(weights, List(Of("thompson", Json, ("draws", 50_000L), ("floor", 0.02)), "weights"));
        static double[] List(StatisticResult of, string name) => (double[])of.Details.Single(d => d.Key == name).Value!;
    }

    [Fact]
    public void Ranges_keep_units_in_their_arm_while_a_ramp_grows()
    {
        for (var u = 0; u < 2000; u++)
        {
            var (small, large) = (Arm(u, "[[0, 0.1], [0.5, 0.6]]"), Arm(u, "[[0, 0.5], [0.5, 1]]"));
            Assert.True(small == -1 || small == large);
        }
        static int Arm(int unit, string ranges) => (int)Of("bucket", $$"""{"seed": "ramp", "value": "{{unit}}", "ranges": {{ranges}}}""").Details.Single(d => d.Key == "arm").Value!;
    }

    [Fact]
    public void A_watched_experiment_needs_more_units_than_one_read_once()
    {
        var control = new Arm("control", 100, 5, 4);
        Assert.True(new PowerPlan { Mde = 0.2, Sequential = true }.Plan(control, null).Statistic > 1.5 * new PowerPlan { Mde = 0.2 }.Plan(control, null).Statistic);
    }

    [Theory]
    [InlineData("relative_lift", """{"control": {"n": 9, "sum": 0, "sum_squares": 4}, "treatment": {"n": 9, "sum": 3, "sum_squares": 4}}""", "zero_mean")]
    [InlineData("relative_lift", """{"control": {"n": 9, "successes": 0}, "treatment": {"n": 9, "successes": 0}}""", "zero_variance")]
    [InlineData("sequential", """{"control": {"n": 1, "successes": 1}, "treatment": {"n": 9, "successes": 3}}""", "too_few_values")]
    [InlineData("relative_lift", """{"control": {"n": 3, "sum": 9, "sum_squares": 2}, "treatment": {"n": 9, "successes": 3}}""", "bad_input")]
    [InlineData("relative_lift", """{"control": {"n": 9, "successes": 2}, "treatment": {"n": 9, "successes": 3}, "winsorize": 0.9}""", "bad_input")]
    [InlineData("relative_lift", """{"control": {"n": 3, "sum": 9, "sum_squares": 30, "denominator_sum": 0, "denominator_sum_squares": 5, "sum_product": 1}, "treatment": {"n": 9, "successes": 3}}""", "bad_input")]
    [InlineData("cuped", """{"control": {"post": [1, 2], "pre": [1]}, "treatment": {"post": [1, 2], "pre": [1, 2]}}""", "bad_input")]
    [InlineData("cuped", """{"control": {"post": [1, null], "pre": [1, 2]}, "treatment": {"post": [1, 2], "pre": [1, 2]}}""", "bad_input")]
    [InlineData("srm", """{"observed": [10, 5], "weights": [1, 0]}""", "impossible_counts")]
    [InlineData("srm", """{"observed": [10, 5], "weights": [1]}""", "bad_input")]
    [InlineData("power", """{"control": {"n": 9, "successes": 3}}""", "missing_option")]
    [InlineData("thompson", """{"arms": []}""", "bad_input")]
    [InlineData("cbpe", """{"scores": [0.5, 1.5]}""", "bad_input")]
    [InlineData("isotonic", """{"scores": [0.5, 0.6], "labels": [0, 2]}""", "bad_input")]
    [InlineData("adjust_p_values", """{"p_values": [0.5, NaN]}""", "bad_input")]
    [InlineData("adjust_p_values", """{"p_values": [0.5, 1.5]}""", "bad_input")]
    [InlineData("chunk_threshold", """{"values": []}""", "bad_input")]
    [InlineData("psi", """{"reference_counts": [1, -1], "current_counts": [1, 1]}""", "bad_input")]
    [InlineData("psi", """{"reference_counts": [0, 0], "current_counts": [1, 1]}""", "no_values")]
    [InlineData("psi", """{"reference_counts": [1, 2], "current_counts": [1]}""", "bad_input")]
    [InlineData("fisher_exact", """{"table": [[1, 2], [3]]}""", "bad_input")]
    [InlineData("fisher_exact", """{"table": [[1, -2], [3, 4]]}""", "bad_input")]
    [InlineData("mmd", """{"reference": [[1, 2], [3]], "current": [[1, 2]]}""", "bad_input")]
    [InlineData("ks", """{"reference": [1, 2], "current": [1], "typo": 3}""", "unknown_field")]
    [InlineData("ks", """{"reference": [1, 2], "current": [1], "method": "exat"}""", "bad_parameter")]
    [InlineData("wasserstein", """{"reference": [-1.7e308], "current": [1.7e308]}""", "undefined_statistic")]
    [InlineData("ks", "[1, 2]", "bad_input")]
    [InlineData("ks", "{", "bad_input")]
    [InlineData("kss", "{}", "unknown_statistic")]
    public void Wrong_or_undefined_input_is_refused_with_a_code(string name, string json, string code) =>
        Assert.Equal(code, Assert.Single(Assert.Throws<RondoException>(() => Of(name, json)).Mistakes).Code);

    [Fact]
    public void An_option_may_stand_among_the_fields_and_gives_way_to_one_that_is_set()
    {
        const string Json = """{"values": ["a", "b"], "reference_counts": [3, 7], "current_counts": [6, 4], "base": 2}""";
        Assert.Equal(Of("jensen_shannon", Json).Statistic!.Value * Math.Sqrt(Math.Log(2)), Of("jensen_shannon", Json, ("base", "e")).Statistic!.Value, 1e-12);
    }

    [Fact]
    public void NaN_in_a_text_stays_a_text() =>
        Assert.Equal(0, Of("l_infinity", """{"reference": ["NaN, \" Infinity", "b"], "current": ["b", "NaN, \" Infinity"]}""").Statistic);

    static StatisticResult Of(string name, string json, params (string Name, object? Value)[] options) =>
        new StatisticRequest(name, options.ToDictionary(o => o.Name, o => o.Value), StatisticJson.Read(Encoding.UTF8.GetBytes(json)), 42).Compute(s_catalog);

    static Arm ArmOf(string name, int n, double sum, double squares) => new(name, n, sum / n, (squares - sum * sum / n) / (n - 1));

    static double Normal(CounterRandom random, int counter) => Functions.NormalQuantile(Math.Max(random.Uniform((ulong)counter), 1e-300));
}
