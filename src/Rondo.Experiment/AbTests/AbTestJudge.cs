using System.Globalization;
using Rondo.Experiment.Challengers;

namespace Rondo.Experiment.AbTests;

/// <summary>Decides by the rules: guardrails first, then whether the data can be trusted, then the metric, and at the end that it is unclear.</summary>
public static class AbTestJudge
{
    public static AbTestDecision Decide(AbTestRules rules, AbTestFacts facts)
    {
        if (facts.Breaches is [var breach, ..])
            return new AbTestDecision(AbTestOutcome.Breached, AbTestStep.Rollback, breach.Arm, $"{Who(facts, breach.Arm)} is rolled back: {breach.What}.");
        var isOver = facts.Now >= facts.Started + rules.Duration;
        if (facts.MismatchPValue is { } mismatch)
        {
            var why = string.Create(CultureInfo.InvariantCulture, $"the arms' sizes don't match their shares (p = {mismatch:0.0e+0}), so something loses units of one arm, and no difference can be trusted");
            return isOver ? new AbTestDecision(AbTestOutcome.Unclear, AbTestStep.Hold, null, $"Nothing is decided: {why}.") : Running($"Don't read the result: {why}.");
        }
        // Of several that win the best one does.
        var decision = rules.Mode == AbTestMode.Shadow ? DecideByPairs(rules, facts, isOver) : DecideByEffects(rules, facts, isOver);
        return decision.Outcome == AbTestOutcome.Win && rules.Next is not null ? decision with { Step = AbTestStep.Continue } : decision;
    }

    static AbTestDecision DecideByPairs(AbTestRules rules, AbTestFacts facts, bool isOver)
    {
        var mayRead = isOver || rules.Test != CertaintyTest.Fixed;
        var known = facts.Pairs.Where(p => p.Losses.Units >= rules.MinUnits).OrderByDescending(p => p.Losses.Improvement).ToArray();
        if (mayRead && known.FirstOrDefault(p => p.Losses.IsBetter) is { Arm: not null } best) return new AbTestDecision(AbTestOutcome.Win, rules.OnWin, best.Arm, $"{Who(facts, best.Arm)} wins: {Tell(rules, best.Losses)}.");
        if (mayRead && known.Length > 0 && Array.TrueForAll(known, p => p.Losses.IsWorse)) return new AbTestDecision(AbTestOutcome.Lose, rules.OnLose, known[0].Arm, $"{Who(facts, known[0].Arm)} loses: {Tell(rules, known[0].Losses)}.");
        var sofar = known.Length == 0 ? $"{rules.Metric ?? "the metric"} is known of fewer than {rules.MinUnits} units, for labels have not come yet" : Tell(rules, known[0].Losses);
        return isOver
            ? new AbTestDecision(AbTestOutcome.Unclear, rules.OnUnclear, null, $"It stays unclear whether the challenger is better: {sofar}.")
            : Running($"Too early to tell: {sofar}.");
    }

    static AbTestDecision DecideByEffects(AbTestRules rules, AbTestFacts facts, bool isOver)
    {
        if (rules.Metric is null)
        {
            return isOver && facts.IsRampOver
                ? new AbTestDecision(AbTestOutcome.Win, rules.OnWin, facts.Versions.Keys.Order(StringComparer.Ordinal).FirstOrDefault(a => a != "control" && a != "holdout"), "The treatment held every guardrail to the end.")
                : Running("No guardrail gave way so far.");
        }
        var mayRead = facts.IsRampOver && (isOver || rules.Test != CertaintyTest.Fixed);
        var known = facts.Effects.Where(e => Math.Min(e.Units, e.ControlUnits) >= rules.MinUnits).OrderByDescending(e => rules.HigherIsBetter ? e.Value : -e.Value).ToArray();
        if (mayRead && known.FirstOrDefault(e => e.IsBetter(rules.HigherIsBetter)) is { } best) return new AbTestDecision(AbTestOutcome.Win, rules.OnWin, best.Arm, $"{Who(facts, best.Arm)} wins: {Tell(rules, best)}.");
        if (mayRead && known.Length > 0 && Array.TrueForAll(known, e => e.IsWorse(rules.HigherIsBetter))) return new AbTestDecision(AbTestOutcome.Lose, rules.OnLose, known[0].Arm, $"{Who(facts, known[0].Arm)} loses: {Tell(rules, known[0])}.");
        var sofar = known.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"the smallest arm has {facts.UnitsSeen:N0} units, and {rules.MinUnits:N0} are the least") : Tell(rules, known[0]);
        return isOver
            ? new AbTestDecision(AbTestOutcome.Unclear, rules.OnUnclear, null, $"It stays unclear which is better: {sofar}.")
            : Running($"Too early to tell: {sofar}{Progress(facts)}.");
    }

    static AbTestDecision Running(string sentence) => new(AbTestOutcome.Running, AbTestStep.Hold, null, sentence);

    static string Who(AbTestFacts facts, string arm) => facts.Versions.TryGetValue(arm, out var version) ? string.Create(CultureInfo.InvariantCulture, $"Version {version} ({arm})") : arm;

    static string Tell(AbTestRules rules, Effect effect)
    {
        var (value, low, high) = (Amount(effect, effect.Value), Amount(effect, effect.Interval.Low), Amount(effect, effect.Interval.High));
        return string.Create(CultureInfo.InvariantCulture, $"its {rules.Metric} is {value} against the control's ({Confidence(rules)} interval {low} to {high}{(rules.Test == CertaintyTest.Sequential ? ", always valid" : "")}), of {effect.Units:N0} and {effect.ControlUnits:N0} units");
    }

    static string Tell(AbTestRules rules, PairedLosses losses)
    {
        var asked = rules.BetterBy > 0 ? string.Create(CultureInfo.InvariantCulture, $", and {rules.BetterBy:0.#%} is asked for") : "";
        var way = losses.Improvement >= 0 ? "better" : "worse";
        return string.Create(CultureInfo.InvariantCulture, $"by {rules.Metric} it is {Math.Abs(losses.Improvement):0.0%} {way} on the same {losses.Units:N0} units ({Confidence(rules)} interval {losses.Interval.Low:+0.0%;-0.0%} to {losses.Interval.High:+0.0%;-0.0%}{asked})");
    }

    static string Amount(Effect effect, double value) => value.ToString(effect.IsRelative ? "+0.0%;-0.0%;0.0%" : "+0.####;-0.####;0", CultureInfo.InvariantCulture);

    static string Confidence(AbTestRules rules) => rules.Confidence.ToString("0.##%", CultureInfo.InvariantCulture);

    static string Progress(AbTestFacts facts)
    {
        if (facts.UnitsNeeded is not { } needed || facts.UnitsSeen == 0) return "";
        if (facts.UnitsSeen >= needed) return string.Create(CultureInfo.InvariantCulture, $"; the {needed:N0} units planned for the smallest effect worth finding are there");
        var rest = (facts.Now - facts.Started) * ((needed - facts.UnitsSeen) / facts.UnitsSeen);
        var left = rest.TotalDays >= 2 ? $"{rest.TotalDays:N0} days" : rest.TotalHours >= 2 ? $"{rest.TotalHours:N0} hours" : $"{Math.Max(1, rest.TotalMinutes):N0} minutes";
        return string.Create(CultureInfo.InvariantCulture, $"; {facts.UnitsSeen:N0} of about {needed:N0} units in the smallest arm, about {left} more at this rate");
    }
}
