using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Experiment.AbTests;
using Rondo.Experiment.Bandits;
using Rondo.Experiment.Challengers;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Experiments;

/// <summary>Looks at running tests, and does what their rules say: goes on with a ramp, promotes, rolls back, or lets go. Each step is in the audit trail with what it rests on.</summary>
public sealed class AbTestWatch(Workspace workspace, TimeProvider clock)
{
    static readonly Author s_author = new() { By = "rondo", Via = "experiment" };

    readonly PredictionHistory _history = new(workspace.PredictionLogFolder);

    /// <summary>How a test stands by the logs, labels and outcomes that there are.</summary>
    /// <param name="breaches">Guardrails that a host saw giving way.</param>
    public AbTestReport Look(AbTest test, IReadOnlyList<(string Arm, string What)>? breaches = null, CancellationToken cancellation = default)
    {
        var now = test.Ended ?? clock.GetUtcNow();
        var exposed = ExposedUnits.Of(_history, test, now, cancellation);
        var metrics = new UnitMetrics(workspace, test, exposed, now);
        var rules = test.Rules;
        var labelKey = rules.IsModelMetric ? WatchedModel.Open(workspace, ModelReference.Version(test.Model, test.Control)).Rules.LabelKey : null;
        var (effects, segments, pairs, needed) = (ImmutableArray<Effect>.Empty, ImmutableArray<SegmentEffect>.Empty, ImmutableArray<(string, PairedLosses)>.Empty, (double?)null);
        if (rules.Mode == AbTestMode.Shadow && rules.Metric is { } shadowed) pairs = PairsOf(test, shadowed, labelKey, now, cancellation);
        else if (rules.Metric is { } metric)
        {
            var values = rules.IsModelMetric ? metrics.Losses(metric, labelKey) : metrics.Outcomes(metric, rules.Delay);
            effects = EffectsOf(test, values, rules);
            segments = SegmentEffects.Of(test, exposed, values);
            needed = Effect.UnitsNeeded(values[AbTest.ControlArm], rules);
        }
        var guarded = rules.Guardrails.Where(g => !g.IsOfHost).SelectMany(g => EffectsOf(test, metrics.Outcomes(g.Metric), rules with { Test = CertaintyTest.Sequential }).Select(e => (g, e))).ToImmutableArray();
        var sizes = exposed.Sizes(test);
        var units = test.Arms.Keys.ToImmutableSortedDictionary(a => a, exposed.CountOf, StringComparer.Ordinal);
        var facts = new AbTestFacts(now, test.Started, test.Arms.ToImmutableDictionary(StringComparer.Ordinal))
        {
            IsRampOver = NextStep(test) is null,
            Effects = effects,
            Pairs = pairs,
            Breaches = [.. breaches ?? [], .. guarded.Where(g => IsBroken(g.g, g.e, rules)).Select(g => (g.e.Arm, Tell(g.g, g.e)))],
            MismatchPValue = sizes is { IsAlarm: true } alarm ? alarm.PValue : null,
            UnitsNeeded = needed,
            UnitsSeen = units.Where(u => u.Key != AbTest.HoldoutArm).Min(u => u.Value),
        };
        var decision = test.IsRunning ? AbTestJudge.Decide(rules, facts) : new AbTestDecision(Enum.TryParse<AbTestOutcome>(test.Outcome, ignoreCase: true, out var outcome) ? outcome : AbTestOutcome.Unclear, AbTestStep.Hold, null, test.Sentence ?? "");
        return new AbTestReport(test, decision, units, exposed.Guests, sizes, needed, effects, pairs, guarded, segments);
    }

    /// <summary>Looks at a running test and takes the step that is due.</summary>
    /// <returns>What was found; the test in it is as it was before the step.</returns>
    public AbTestReport Advance(AbTest test, IReadOnlyList<(string Arm, string What)>? breaches = null, CancellationToken cancellation = default)
    {
        if (ChampionOf(test) is var champion && champion != test.Control) return Superseded(test, champion);
        // Whoever makes trouble goes at once, whatever the data say.
        var report = breaches is { Count: > 0 }
            ? new AbTestReport(test, AbTestJudge.Decide(test.Rules, new AbTestFacts(clock.GetUtcNow(), test.Started, test.Arms.ToImmutableDictionary(StringComparer.Ordinal)) { Breaches = [.. breaches] }), ImmutableSortedDictionary<string, int>.Empty, 0, null, null, [], [], [], [])
            : Look(test, breaches, cancellation);
        if (report.Decision.IsOver) End(report);
        else if (test.Rules.Mode == AbTestMode.Bandit) Reshare(test, cancellation);
        else if (NextStep(test) is { } share && clock.GetUtcNow() >= DueOf(test, test.Stages.Length))
        {
            var arm = test.Treatments.First();
            workspace.AbTests.Reshare(test, test.Split.Opened(new Dictionary<string, double> { [arm] = share }), s_author with { Reason = string.Create(CultureInfo.InvariantCulture, $"Step {test.Stages.Length + 1} of the ramp: {share:0.##%}.") });
        }
        return report;
    }

    /// <summary>When a stage of the ramp begins: each has an equal part of the duration.</summary>
    static DateTimeOffset DueOf(AbTest test, int stage) => test.Started + test.Rules.Duration * ((double)stage / test.Rules.Ramp.Length);

    static double? NextStep(AbTest test) => test.Rules.Mode != AbTestMode.Bandit && test.Stages.Length < test.Rules.Ramp.Length ? test.Rules.Ramp[test.Stages.Length] : null;

    static bool IsBroken(Guardrail guardrail, Effect effect, AbTestRules rules) => Math.Min(effect.Units, effect.ControlUnits) >= rules.MinUnits
        && (guardrail.Bound >= 0 ? effect.Interval.Low > 0 && effect.Value > guardrail.Bound : effect.Interval.High < 0 && effect.Value < guardrail.Bound);

    static string Tell(Guardrail guardrail, Effect effect) => string.Create(CultureInfo.InvariantCulture,
        $"its {guardrail.Metric} is {effect.Value:+0.0%;-0.0%} against the control's (interval {effect.Interval.Low:+0.0%;-0.0%} to {effect.Interval.High:+0.0%;-0.0%}), and {guardrail.Bound:+0.##%;-0.##%} is allowed");

    static ImmutableArray<Effect> EffectsOf(AbTest test, MeasuredUnits values, AbTestRules rules)
    {
        string[] treatments = [.. test.Treatments];
        return [.. treatments.Select(a => Effect.Of(values[AbTest.ControlArm], values[a], rules, treatments.Length)).OfType<Effect>()];
    }

    ImmutableArray<(string, PairedLosses)> PairsOf(AbTest test, string metric, string? labelKey, DateTimeOffset until, CancellationToken cancellation)
    {
        var pairs = ImmutableArray.CreateBuilder<(string, PairedLosses)>();
        var loss = LabelledLosses.MetricOf(metric, LoadedModel.Open(workspace, ModelReference.Version(test.Model, test.Control)).Pipeline.Task);
        foreach (var arm in test.Treatments)
        {
            var (control, shadow) = ShadowLosses.Of(workspace, test, test.Arms[arm], loss, labelKey, until, cancellation);
            if (PairedLosses.Of(control, shadow, LabelledLosses.PowerOf(loss), test.Rules) is { } losses) pairs.Add((arm, losses));
        }
        return pairs.ToImmutable();
    }

    void Reshare(AbTest test, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (now - test.Stages[^1].Begun < test.Rules.Window) return;
        var exposed = ExposedUnits.Of(_history, test, now, cancellation);
        var values = new UnitMetrics(workspace, test, exposed, now).Outcomes(test.Rules.Metric!, test.Rules.Delay);
        string[] arms = [AbTest.ControlArm, .. test.Treatments];
        var shares = BanditShares.Of([.. arms.Select(a => values[a])], test.Rules.Floor, test.Rules.HigherIsBetter, test.Rules.MinUnits, (ulong)test.Stages.Length);
        var next = Engine.Assignment.TrafficSplit.Of(test.Split.Seed, arms.Select((a, i) => (a, test.Arms[a], shares[i])));
        if (next.Arms.SequenceEqual(test.Split.Arms)) return;
        workspace.AbTests.Reshare(test, next, s_author with { Reason = "Shares follow what the arms brought." });
    }

    // Promotes before it ends: a crash between the two finds the champion moved, and ends it then.
    void End(AbTestReport report)
    {
        var (test, decision) = (report.Test, report.Decision);
        var version = test.Arms[decision.Arm ?? test.Treatments.First()];
        var author = s_author with { Reason = decision.Sentence, Evidence = report.Evidence };
        var sentence = decision.Sentence;
        if (decision.Step == AbTestStep.Promote)
        {
            try
            {
                workspace.Models.Promote(ModelReference.Version(test.Model, version), ExpectedAlias.Version(test.Control), author with { Evidence = new Dictionary<string, string>(report.Evidence) { ["experiment"] = test.Name } });
            }
            catch (RondoException e)
            {
                // Missed criteria, or an approval that nobody gave.
                sentence = $"{sentence} It is not promoted: {e.Message}";
            }
        }
        var next = (AbTest?)null;
        if (decision.Step == AbTestStep.Continue)
        {
            try
            {
                next = new AbTestDesk(workspace, clock).Plan(test.Model, s_author, test.Name, declared => declared with { Treatments = [version.ToString(CultureInfo.InvariantCulture)] }, test.Rules.Next);
            }
            catch (RondoException e)
            {
                sentence = $"{sentence} It is not tried further: {e.Message}";
            }
        }
        workspace.AbTests.End(test, decision.Outcome.ToString().ToLowerInvariant(), sentence, version, author, decision.Step == AbTestStep.Rollback, next);
    }

    AbTestReport Superseded(AbTest test, int? champion)
    {
        var winner = test.Treatments.FirstOrDefault(a => test.Arms[a] == champion);
        var sentence = winner is not null ? $"Version {champion} was promoted while it was tried." : $"The champion is version {champion?.ToString(CultureInfo.InvariantCulture) ?? "none"} now, and no longer the control.";
        var outcome = winner is not null ? AbTestOutcome.Win : AbTestOutcome.Unclear;
        workspace.AbTests.End(test, winner is not null ? "win" : "superseded", sentence, test.Arms[winner ?? test.Treatments.First()], s_author, isRolledBack: false);
        return new AbTestReport(test, new AbTestDecision(outcome, AbTestStep.Hold, winner, sentence), ImmutableSortedDictionary<string, int>.Empty, 0, null, null, [], [], [], []);
    }

    int? ChampionOf(AbTest test) => new Serving.StoredModels(workspace).Models().FirstOrDefault(m => m.Name == test.Model)?.Default;
}
