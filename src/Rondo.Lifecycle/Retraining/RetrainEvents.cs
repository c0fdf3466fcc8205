using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Alerts;
using Rondo.Retrain.Triggers;

namespace Rondo.Lifecycle.Retraining;

/// <summary>What the audit trail tells of retrains, and tells them.</summary>
sealed class RetrainEvents(TimeProvider clock, RetrainAlert alert)
{
    static readonly Author s_rondo = new() { By = "rondo", Via = "retrain" };

    public void Started(StoreSession session, RetrainRow row) => Record(session, row, "retrain_started", null, row.Story, []);

    public void Failed(StoreSession session, RetrainRow row, string reason)
    {
        Record(session, row, "retrain_finished", row.Version, reason, [("outcome", "failed")]);
        alert.Fire(session, row.Model, row.Id, reason);
    }

    public void Cancelled(StoreSession session, RetrainRow row, string reason) => Record(session, row, "retrain_finished", row.Version, reason, [("outcome", "cancelled")]);

    public void Trained(StoreSession session, RetrainRow row, ModelVersion version)
    {
        Record(session, row, "retrain_finished", version.Number, row.Story, [("outcome", "trained"), ("data_hash", version.DataHash), ("run", version.RunId ?? "")]);
        alert.End(session, row.Model, row.Id);
    }

    /// <param name="facts">What the decision rests on.</param>
    public void Record(StoreSession session, RetrainRow row, string kind, long? version, string reason, IEnumerable<(string Name, string Value)> facts) =>
        ModelStore.Record(session, clock, new ModelStore.Change(kind, row.Model, (int?)version, null, (int?)row.Champion), AuthorOf(row, reason, facts));

    public static Author AuthorOf(RetrainRow row, string reason, IEnumerable<(string Name, string Value)> facts)
    {
        var evidence = new Dictionary<string, string> { ["retrain"] = row.Id, ["cause"] = row.Kind, ["cause_key"] = row.Cause, ["attempt"] = Math.Max(1, row.Token).ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, value) in facts) evidence[name] = value;
        return s_rondo with { Reason = reason, Evidence = evidence };
    }

    /// <summary>The alerts that fired since then and that the rules listen to.</summary>
    public static IEnumerable<FiredAlert> Alerts(StoreSession session, string model, long since, RetrainRules rules)
    {
        if (!rules.OnDrift && !rules.OnPerformance) yield break;
        foreach (var (time, json) in session.Query<(long, string)>("SELECT time_us, evidence_json FROM events WHERE model = @model AND kind = 'alert' AND time_us >= @since ORDER BY sequence", new { model, since }))
        {
            var evidence = JsonSerializer.Deserialize(json, StoreJson.Default.DictionaryStringString)!;
            if (!evidence.TryGetValue("when", out var when) || !evidence.TryGetValue("alert", out var alert) || KindOf(when, rules) is not { } kind) continue;
            yield return new FiredAlert($"{alert} {evidence.GetValueOrDefault("window_end")}", kind, StoreClock.FromMicroseconds(time), when);
        }
    }

    /// <summary>Whether a condition is about drift, or about how good predictions are.</summary>
    public static (bool Drift, bool Performance) About(AlertCondition condition) => (
        condition.Signals.Any(s => s.StartsWith("drift.", StringComparison.Ordinal)),
        condition.Signals.Any(s => SignalNames.OfMetrics.Any(family => s.StartsWith(family + ".", StringComparison.Ordinal)) || MetricSet.Find(s) is not null));

    static CauseKind? KindOf(string when, RetrainRules rules)
    {
        var (drift, performance) = About(AlertCondition.Parse(when));
        return performance && rules.OnPerformance ? CauseKind.Performance : drift && rules.OnDrift ? CauseKind.Drift : null;
    }
}
