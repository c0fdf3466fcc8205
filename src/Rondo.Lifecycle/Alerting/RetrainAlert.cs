using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Webhooks;

namespace Rondo.Lifecycle.Alerting;

/// <summary>
/// The alert of a retrain that failed: it fires with the failure and is over with the next retrain that is done. Whoever is told of the model's other
/// alerts is told of it, else the log.
/// </summary>
sealed class RetrainAlert(AlertOutbox outbox, TimeProvider clock)
{
    const string Condition = "retrain.failures > 0";

    static readonly Author s_author = new() { By = "rondo", Via = "retrain" };

    /// <param name="model">The model, whose champion stays.</param>
    /// <param name="reason">Why it failed.</param>
    public void Fire(StoreSession session, string model, string retrain, string reason)
    {
        var version = ModelQueries.Require(session, ModelReference.Parse(model)).Number;
        var now = clock.NowMicroseconds;
        session.Execute("""
            INSERT INTO alert_rules (id, model, condition, window_us, version, declared, for_windows, severity, channels_json, secret, state, breaches, quiet, since_us, seen_us, values_json, told)
            VALUES (@id, @model, @Condition, 0, @version, @declared, 1, 'warning', @channels, @secret, 'inactive', 0, 0, @now, @now, '{}', 0)
            ON CONFLICT (model, condition, window_us) DO UPDATE SET version = excluded.version, channels_json = excluded.channels_json
            """, new { id = TimeOrderedId.New(clock), model, Condition, version, declared = AlertRow.OfRetrains, channels = Channels(session, model), secret = WebhookSecret.New(), now });
        session.Execute("UPDATE alert_rules SET breaches = breaches + 1, state = 'firing', since_us = CASE WHEN state = 'firing' THEN since_us ELSE @now END, seen_us = @now, values_json = @values, told = 1 WHERE model = @model AND condition = @Condition AND window_us = 0",
            new { model, Condition, now, values = """{"retrain.failures":1}""" });
        Tell(session, Find(session, model)!, "alert", AlertNotice.Firing, retrain, $"A retrain of {model} failed, and the champion stays: {reason}");
    }

    /// <summary>Ends it, if it fires.</summary>
    public void End(StoreSession session, string model, string retrain)
    {
        if (Find(session, model) is not { State: "firing" } row) return;
        session.Execute("UPDATE alert_rules SET breaches = 0, state = 'resolved', since_us = @now, seen_us = @now, told = 0 WHERE id = @Id", new { row.Id, now = clock.NowMicroseconds });
        Tell(session, row, "resolved", AlertNotice.Resolved, retrain, $"A retrain of {model} is done.");
    }

    void Tell(StoreSession session, AlertRow row, string kind, string notice, string retrain, string story)
    {
        var now = clock.GetUtcNow();
        var evidence = new Dictionary<string, string> { ["alert"] = row.Id, ["when"] = row.Condition, ["severity"] = row.Severity, ["retrain"] = retrain };
        ModelStore.Record(session, clock, new ModelStore.Change(kind, row.Model, (int)row.Version, null, null), s_author with { Reason = story, Evidence = evidence });
        if (row.IsSilent(now)) return;
        outbox.Add(session, row, AlertStore.Notice(row, notice, now, null) with { Reason = story });
    }

    static AlertRow? Find(StoreSession session, string model) =>
        session.First<AlertRow>($"SELECT {AlertRow.Columns} FROM alert_rules WHERE model = @model AND condition = @Condition AND window_us = 0", new { model, Condition });

    static string Channels(StoreSession session, string model)
    {
        var targets = session.Query<string>("SELECT channels_json FROM alert_rules WHERE model = @model AND declared = 1 ORDER BY condition, window_us", new { model })
            .SelectMany(json => JsonSerializer.Deserialize(json, AlertJson.Default.ImmutableArrayAlertTarget)).DistinctBy(t => t.ToString()).ToImmutableArray();
        return JsonSerializer.Serialize(targets.IsEmpty ? [AlertTarget.Log] : targets, AlertJson.Default.ImmutableArrayAlertTarget);
    }
}
