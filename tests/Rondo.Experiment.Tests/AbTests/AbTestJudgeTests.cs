using System.Collections.Immutable;
using Rondo.Experiment.AbTests;
using Rondo.Experiment.Challengers;

namespace Rondo.Experiment.Tests.AbTests;

public sealed class AbTestJudgeTests
{
    static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly AbTestRules s_rules = new() { Mode = AbTestMode.Ab, Metric = "revenue", OnWin = AbTestStep.Promote };

    [Fact]
    public void A_clear_winner_is_promoted_at_once_and_the_first_sentence_says_why()
    {
        var decision = AbTestJudge.Decide(s_rules, Facts(2) with { Effects = [Effect(0.08, 0.02, 0.14)] });
        Assert.Equal((AbTestOutcome.Win, AbTestStep.Promote, "treatment"), (decision.Outcome, decision.Step, decision.Arm));
        Assert.Equal("Version 2 (treatment) wins: its revenue is +8.0% against the control's (95% interval +2.0% to +14.0%, always valid), of 900 and 1,000 units.", decision.Sentence);
    }

    [Fact]
    public void A_guardrail_that_gives_way_goes_before_a_win() =>
        Assert.Equal(
            new AbTestDecision(AbTestOutcome.Breached, AbTestStep.Rollback, "treatment", "Version 2 (treatment) is rolled back: error_rate was 100% in the last window, at most 1% is allowed."),
            AbTestJudge.Decide(s_rules, Facts(2) with { Effects = [Effect(0.08, 0.02, 0.14)], Breaches = [("treatment", "error_rate was 100% in the last window, at most 1% is allowed")] }));

    [Fact]
    public void Arms_of_wrong_sizes_decide_nothing_and_at_the_end_all_is_held()
    {
        var early = AbTestJudge.Decide(s_rules, Facts(2) with { Effects = [Effect(0.08, 0.02, 0.14)], MismatchPValue = 1e-6 });
        var late = AbTestJudge.Decide(s_rules, Facts(8) with { Effects = [Effect(0.08, 0.02, 0.14)], MismatchPValue = 1e-6 });
        Assert.Equal((AbTestOutcome.Running, AbTestOutcome.Unclear, AbTestStep.Hold), (early.Outcome, late.Outcome, late.Step));
    }

    [Fact]
    public void What_is_unclear_goes_on_and_at_the_end_is_held()
    {
        var facts = Facts(2) with { Effects = [Effect(0.01, -0.04, 0.06)], UnitsNeeded = 4_000, UnitsSeen = 900 };
        var early = AbTestJudge.Decide(s_rules, facts);
        Assert.Equal("Too early to tell: its revenue is +1.0% against the control's (95% interval -4.0% to +6.0%, always valid), of 900 and 1,000 units; 900 of about 4,000 units in the smallest arm, about 7 days more at this rate.", early.Sentence);
        Assert.Equal((AbTestOutcome.Unclear, AbTestStep.Hold), Decide(s_rules, facts with { Now = s_start.AddDays(7) }));
    }

    [Fact]
    public void A_test_of_a_fixed_size_is_read_at_its_end_only()
    {
        var rules = s_rules with { Test = CertaintyTest.Fixed };
        var facts = Facts(2) with { Effects = [Effect(0.08, 0.02, 0.14)] };
        Assert.Equal((AbTestOutcome.Running, AbTestStep.Hold), Decide(rules, facts));
        Assert.Equal((AbTestOutcome.Win, AbTestStep.Promote), Decide(rules, facts with { Now = s_start.AddDays(7) }));
    }

    [Fact]
    public void Of_an_error_lower_is_better_and_a_sure_loser_is_rolled_back()
    {
        var rules = s_rules with { HigherIsBetter = false };
        Assert.Equal((AbTestOutcome.Lose, AbTestStep.Rollback), Decide(rules, Facts(2) with { Effects = [Effect(0.08, 0.02, 0.14)] }));
        Assert.Equal((AbTestOutcome.Win, AbTestStep.Promote), Decide(rules, Facts(2) with { Effects = [Effect(-0.08, -0.14, -0.02)] }));
    }

    [Fact]
    public void Too_few_units_decide_nothing() =>
        Assert.Equal((AbTestOutcome.Running, AbTestStep.Hold), Decide(s_rules, Facts(2) with { Effects = [Effect(0.8, 0.2, 1.4) with { Units = 50 }], UnitsSeen = 50 }));

    [Fact]
    public void A_canary_without_a_metric_wins_by_holding_its_guardrails_to_the_end()
    {
        var rules = s_rules with { Mode = AbTestMode.Canary, Metric = null };
        Assert.Equal((AbTestOutcome.Running, AbTestStep.Hold), Decide(rules, Facts(6)));
        var end = AbTestJudge.Decide(rules, Facts(7));
        Assert.Equal((AbTestOutcome.Win, AbTestStep.Promote, "treatment"), (end.Outcome, end.Step, end.Arm));
    }

    [Fact]
    public void A_shadow_wins_when_it_is_better_by_what_is_asked()
    {
        var rules = s_rules with { Mode = AbTestMode.Shadow, Metric = "rmse", BetterBy = 0.01 };
        var losses = new PairedLosses(500, 10, 9, 0.1, (0.04, 0.16), IsBetter: true, IsWorse: false, 0.001);
        var facts = Facts(1) with { Pairs = [("treatment", losses)] };
        Assert.Equal("Version 2 (treatment) wins: by rmse it is 10.0% better on the same 500 units (95% interval +4.0% to +16.0%, and 1% is asked for).", AbTestJudge.Decide(rules, facts).Sentence);
        Assert.Equal((AbTestOutcome.Running, AbTestStep.Hold), Decide(rules, Facts(1) with { Pairs = [("treatment", losses with { IsBetter = false })] }));
        Assert.Equal((AbTestOutcome.Lose, AbTestStep.Rollback), Decide(rules, Facts(1) with { Pairs = [("treatment", losses with { IsBetter = false, IsWorse = true })] }));
    }

    [Fact]
    public void Sizes_of_a_ramp_are_held_against_the_shares_of_each_stage()
    {
        Assert.False(ArmSizes.Check([([0.5, 0.05], [5_000, 500]), ([0.5, 0.5], [3_000, 3_000])])!.Value.IsAlarm);
        Assert.True(ArmSizes.Check([([0.9, 0.1], [88_000, 12_000])])!.Value.IsAlarm);
        Assert.Null(ArmSizes.Check([([0.9, 0.1], [0, 0])]));
    }

    static (AbTestOutcome, AbTestStep) Decide(AbTestRules rules, AbTestFacts facts)
    {
        var decision = AbTestJudge.Decide(rules, facts);
        return (decision.Outcome, decision.Step);
    }

    static AbTestFacts Facts(int day) => new(s_start.AddDays(day), s_start, ImmutableDictionary<string, int>.Empty.Add("control", 1).Add("treatment", 2));

    static Effect Effect(double value, double low, double high) => new("treatment", 1_000, 900, 10, 10 * (1 + value), value, IsRelative: true, (low, high), 0.01, 0.9, 1);
}
