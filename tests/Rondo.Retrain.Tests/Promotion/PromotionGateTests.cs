using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Retrain.Promotion;

namespace Rondo.Retrain.Tests.Promotion;

public sealed class PromotionGateTests
{
    const int Rows = 400;

    static readonly CounterRandom s_random = new(7, "gate");

    [Fact]
    public void A_challenger_that_errs_less_on_most_rows_passes_with_its_figures()
    {
        var verdict = new PromotionGate(new Mae()).Judge(Errs(1), Errs(0.8), []);

        Assert.Equal(GateAnswer.Passed, verdict.Answer);
        Assert.Equal(new Mae().Compute(Errs(1)).Value, verdict.Champion);
        Assert.Equal(new Mae().Compute(Errs(0.8)).Value, verdict.Challenger);
        Assert.InRange(verdict.Overall!.Gain, verdict.Overall.Low, verdict.Overall.High);
        Assert.True(verdict.Overall.Low > 0);
        Assert.Equal(0.2, verdict.Overall.Relative!.Value, 9);
        Assert.StartsWith("The challenger is better: mae ", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_model_is_held()
    {
        var verdict = new PromotionGate(new Rmse()).Judge(Errs(1), Errs(1), []);
        Assert.Equal(GateAnswer.Held, verdict.Answer);
        Assert.Equal(1, verdict.Overall!.PValue);
        Assert.Null(verdict.RankPValue);
    }

    [Fact]
    public void A_surely_worse_challenger_is_refused() =>
        Assert.Equal(GateAnswer.Refused, new PromotionGate(new Rmse()).Judge(Errs(0.8), Errs(1), []).Answer);

    [Fact]
    public void A_better_challenger_that_missed_its_criteria_is_refused_by_their_names()
    {
        var verdict = new PromotionGate(new Mae()).Judge(Errs(1), Errs(0.8), [], missed: "mae (0.8, at most 0.5)");
        Assert.Equal(GateAnswer.Refused, verdict.Answer);
        Assert.StartsWith("The challenger is refused, for it missed mae (0.8, at most 0.5).", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unsure_at_the_given_confidence_is_held()
    {
        var (champion, challenger) = (Noisy(1), Noisy(0.8, 0.45));
        var p = new PromotionGate(new Mae()).Judge(champion, challenger, []).Overall!.PValue;
        Assert.InRange(p, 0.0001, 0.6);
        Assert.Equal(GateAnswer.Held, new PromotionGate(new Mae()) { Confidence = 1 - p / 2 }.Judge(champion, challenger, []).Answer);
        Assert.Equal(GateAnswer.Passed, new PromotionGate(new Mae()) { Confidence = 1 - p * 1.5 }.Judge(champion, challenger, []).Answer);
    }

    [Fact]
    public void A_slice_that_gets_worse_holds_what_is_better_on_the_whole()
    {
        ImmutableArray<int> north = [.. Enumerable.Range(0, 60)], south = [.. Enumerable.Range(60, Rows - 60)];
        var champion = Errs(1);
        var challenger = new Scored(champion.Target, [.. champion.Predictions.Select((p, i) => p * (i < 60 ? 1.2 : 0.5))]);
        var verdict = new PromotionGate(new Mae()).Judge(champion, challenger, [new GateSlice("region is north", north), new GateSlice("region is south", south), new GateSlice("region is west", [.. Enumerable.Range(0, 5)])]);

        Assert.Equal(GateAnswer.Held, verdict.Answer);
        Assert.Contains("worse where region is north (60 rows", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal([true, false], verdict.Slices.Select(s => s.IsWorse));
    }

    [Fact]
    public void Many_slices_that_get_worse_by_chance_alone_don_t_hold()
    {
        var (champion, challenger) = (Noisy(1), Noisy(0.4, 0.3));
        GateSlice[] slices = [.. Enumerable.Range(0, 10).Select(k => new GateSlice($"k is {k}", [.. Enumerable.Range(0, Rows).Where(i => i % 10 == k)]))];
        Assert.Equal(GateAnswer.Passed, new PromotionGate(new Mae()).Judge(champion, challenger, slices).Answer);
    }

    [Fact]
    public void A_mean_that_few_rows_decide_is_held()
    {
        // Ten rows of a hundred gain much; all others lose a little.
        var champion = Of([.. Enumerable.Range(0, Rows).Select(i => i % 10 == 0 ? 30.0 : 1.0 + s_random.Uniform((ulong)i))]);
        var challenger = Of([.. Enumerable.Range(0, Rows).Select(i => i % 10 == 0 ? 1.0 : 1.3 + s_random.Uniform((ulong)i))]);
        var verdict = new PromotionGate(new Mae()).Judge(champion, challenger, []);
        Assert.Equal(GateAnswer.Held, verdict.Answer);
        Assert.Contains("most rows get worse", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_rows_decide_nothing()
    {
        int[] few = [.. Enumerable.Range(0, 19)];
        var verdict = new PromotionGate(new Mae()).Judge(Errs(1).Take(few), Errs(0.1).Take(few), []);
        Assert.Equal(GateAnswer.Held, verdict.Answer);
        Assert.Contains("19 rows decide nothing", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_that_are_no_numbers_are_refused() =>
        Assert.Equal(GateAnswer.Refused, new PromotionGate(new Mae()).Judge(Errs(1), Of([.. Enumerable.Repeat(double.NaN, Rows)]), []).Answer);

    [Theory]
    [InlineData("accuracy"), InlineData("log_loss"), InlineData("brier"), InlineData("roc_auc"), InlineData("pr_auc"), InlineData("f1"), InlineData("precision"), InlineData("recall")]
    public void Every_metric_of_classes_tells_better_from_worse(string name)
    {
        var (blurred, sharp) = (Classes(0.5), Classes(2.5));
        var gate = new PromotionGate(MetricSet.Find(name)!);
        Assert.Equal(GateAnswer.Passed, gate.Judge(blurred, sharp, []).Answer);
        Assert.Equal(GateAnswer.Refused, gate.Judge(sharp, blurred, []).Answer);
        Assert.Equal(GateAnswer.Held, gate.Judge(sharp, sharp, []).Answer);
    }

    [Fact]
    public void The_same_rows_give_the_same_bits() =>
        Assert.Equal(new PromotionGate(new RocAuc()) { Threads = 1 }.Judge(Classes(0.5), Classes(0.6), []).Overall, new PromotionGate(new RocAuc()) { Threads = 2 }.Judge(Classes(0.5), Classes(0.6), []).Overall);

    [Fact]
    public void A_metric_of_another_task_is_a_mistake() =>
        Assert.Equal("bad_gate", Assert.Throws<RondoException>(() => new PromotionGate(new Rmse()).Judge(Classes(1), Classes(2), [])).Mistakes[0].Code);

    static Scored Errs(double scale) => Of([.. Enumerable.Range(0, Rows).Select(i => scale * Normal(i, "e"))]);

    static Scored Noisy(double first, double second = 0) => Of([.. Enumerable.Range(0, Rows).Select(i => Normal(i, "e") + first * Normal(i, "a") + second * Normal(i, "b"))]);

    static Scored Of(double[] errors) => new(new Target(TaskKind.Regression, new double[errors.Length], []), errors);

    static Scored Classes(double sharpness)
    {
        var truth = Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? 1.0 : 0.0).ToArray();
        var probabilities = truth.SelectMany((t, i) =>
        {
            var p = 1 / (1 + Math.Exp(-(sharpness * (t - 0.5) + 0.7 * Normal(i, "c"))));
            return new[] { 1 - p, p };
        });
        return new Scored(new Target(TaskKind.Binary, truth, ["no", "yes"]), [.. probabilities]);
    }

    static double Normal(int row, string name) => Functions.NormalQuantile(Math.Clamp(new CounterRandom(11, name).Uniform((ulong)row), 1e-9, 1 - 1e-9));
}
