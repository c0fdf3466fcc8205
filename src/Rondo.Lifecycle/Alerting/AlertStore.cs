using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Lifecycle.Webhooks;
using Rondo.Observe.Alerts;

namespace Rondo.Lifecycle.Alerting;

/// <summary>The rules of all models and how they stand. A window counts once, whichever server looks at it and however often one is started again.</summary>
public sealed class AlertStore
{
    /// <summary>Who writes to the audit trail when a rule changes by itself.</summary>
    static readonly Author s_monitor = new() { By = "rondo", Via = "monitor" };

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal AlertStore(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        Outbox = new AlertOutbox(database, clock);
    }

    /// <summary>The messages to be sent.</summary>
    internal AlertOutbox Outbox { get; }

    /// <summary>Every rule, those that fire first.</summary>
    /// <param name="model">Only those of this model.</param>
    /// <exception cref="RondoException">There is no such model.</exception>
    public IReadOnlyList<Alert> List(string? model = null) => _database.Read(session =>
    {
        if (model is not null) ModelQueries.RequireModel(session, model);
        return session.Query<AlertRow>($"""
            SELECT {AlertRow.Columns} FROM alert_rules WHERE @model IS NULL OR model = @model
            ORDER BY CASE state WHEN 'firing' THEN 0 WHEN 'pending' THEN 1 WHEN 'resolved' THEN 2 ELSE 3 END, model, condition, window_us
            """, new { model }).ConvertAll(row => row.ToAlert());
    });

    /// <summary>How many rules fire.</summary>
    public long Firing() => _database.Read(session => session.First<long>("SELECT count(*) FROM alert_rules WHERE state = 'firing' AND declared <> 0", new { }));

    public Alert Find(string id) => _database.Read(session => Require(session, id)).ToAlert();

    /// <summary>The last messages of a rule, the newest first.</summary>
    public IReadOnlyList<AlertDelivered> Messages(string id) => Outbox.Of(id);

    /// <summary>What messages to webhooks are signed with where the file names no secret.</summary>
    public string SecretOf(string id) => _database.Read(session => Require(session, id)).Secret;

    /// <summary>Tells nobody of the rule until then; it is looked at all the same, and what still fires then is told.</summary>
    public Alert Silence(string id, TimeSpan duration, string? why, Author author)
    {
        if (duration <= TimeSpan.Zero || duration > TimeSpan.FromDays(366)) throw new RondoException("bad_duration", "An alert is silenced for more than nothing and at most a year.", "Such as 2h or 7d.");
        if (why?.Length > 500) throw new RondoException("bad_arguments", FormattableString.Invariant($"The reason has {why.Length} characters; expected at most 500."));
        var until = _clock.GetUtcNow() + duration;
        return Change(id, "alert.silence", new Dictionary<string, string> { ["until"] = until.UtcDateTime.ToString("O"), ["why"] = why ?? "" }, author, session => session.Execute(
            "UPDATE alert_rules SET silent_until_us = @until, silent_why = @why, silent_by = @By WHERE id = @id", new { id, until = until.ToMicroseconds(), why, author.By }));
    }

    public Alert Unsilence(string id, Author author) => Change(id, "alert.unsilence", [], author, session =>
        session.Execute("UPDATE alert_rules SET silent_until_us = NULL, silent_why = NULL, silent_by = NULL WHERE id = @id", new { id }));

    /// <summary>The declared rules of a model.</summary>
    internal IReadOnlyList<AlertRow> Rules(string model) => _database.Read(session =>
    {
        ModelQueries.RequireModel(session, model);
        return session.Query<AlertRow>($"SELECT {AlertRow.Columns} FROM alert_rules WHERE model = @model AND declared <> 0 ORDER BY condition, window_us", new { model });
    });

    internal static AlertNotice TestNotice(AlertRow row, DateTimeOffset now, string id) => Notice(row, AlertNotice.Test, now, null) with { Id = $"{row.Id}_test_{id}" };

    /// <summary>Makes the rules those that the models' files declare now: new ones begin with the window of this moment, and what is no longer declared is over.</summary>
    internal void Declare(IReadOnlyList<(string Model, int Version, DeclaredAlert Alert)> declared) => _database.Write(session =>
    {
        var now = _clock.GetUtcNow();
        var known = session.Query<AlertRow>($"SELECT {AlertRow.Columns} FROM alert_rules").ToDictionary(row => (row.Model, row.Condition, row.WindowUs));
        foreach (var (model, version, alert) in declared)
        {
            var key = (model, alert.Rule.When.ToString(), (long)alert.Rule.Window.TotalMicroseconds);
            if (known.Remove(key, out var row)) Update(session, row, version, alert);
            else Insert(session, key, version, alert, now);
        }
        foreach (var gone in known.Values.Where(row => row.Declared == 1))
        {
            if (gone.Progress.State == AlertState.Firing)
            {
                const string reason = "The file of the version in use no longer declares the rule.";
                Record(session, gone, AlertNotice.Resolved, reason, new Dictionary<string, double>());
                if (gone.Told != 0 && !gone.IsSilent(now)) Outbox.Add(session, gone, Notice(gone, AlertNotice.Resolved, now, null) with { Reason = reason });
            }
            session.Execute("UPDATE alert_rules SET declared = 0, state = 'inactive', breaches = 0, quiet = 0, told = 0, since_us = @now WHERE id = @Id", new { gone.Id, now = now.ToMicroseconds() });
        }
    });

    /// <summary>The rules that have a window which ended before then, and was not looked at.</summary>
    internal IReadOnlyList<AlertRow> Due(DateTimeOffset end) => _database.Read(session => session.Query<AlertRow>(
        $"SELECT {AlertRow.Columns} FROM alert_rules WHERE declared = 1 AND seen_us + window_us <= @end ORDER BY seen_us, id", new { end = end.ToMicroseconds() }));

    /// <summary>Takes a window into account, unless another server did: state, audit trail and messages change together.</summary>
    /// <param name="row">As it was before the window.</param>
    /// <returns>What changed, and the rule since; null when another server took it.</returns>
    internal (AlertRow Row, AlertChange Change)? Advance(AlertRow row, IReadOnlyDictionary<string, double> signals) => _database.Write<(AlertRow, AlertChange)?>(session =>
    {
        // Silenced or declared anew meanwhile: what stands in the store counts.
        if (session.First<AlertRow>($"SELECT {AlertRow.Columns} FROM alert_rules WHERE id = @Id AND seen_us = @SeenUs AND declared <> 0", new { row.Id, row.SeenUs }) is not { } current) return null;
        var (now, rule) = (_clock.GetUtcNow(), current.Rule);
        var values = rule.When.ValuesIn(signals);
        var (next, change) = current.Progress.After(rule.When.Holds(signals), rule);
        var since = next.State == current.Progress.State ? current.SinceUs : current.SeenUs + current.WindowUs;
        var told = Tell(session, current, next, change, values, now);
        session.Execute("""
            UPDATE alert_rules SET seen_us = seen_us + window_us, state = @state, breaches = @Breaches, quiet = @Quiet, since_us = @since, told = @told, values_json = @valuesJson WHERE id = @Id
            """, new
        {
            current.Id,
            state = next.State.ToString().ToLowerInvariant(),
            next.Breaches,
            next.Quiet,
            since,
            told = told ? 1 : 0,
            valuesJson = values.Count == 0 ? current.ValuesJson : JsonSerializer.Serialize(new(values), AlertJson.Default.DictionaryStringDouble),
        });
        return (Require(session, current.Id), change);
    });

    // What was silenced when it fired is told once it may be.
    bool Tell(StoreSession session, AlertRow row, AlertProgress next, AlertChange change, IReadOnlyDictionary<string, double> values, DateTimeOffset now)
    {
        if (change == AlertChange.Fired) Record(session, row, "alert", null, values);
        if (change == AlertChange.Resolved) Record(session, row, "resolved", null, values);
        var kind = next.State == AlertState.Firing && row.Told == 0 ? AlertNotice.Firing : change == AlertChange.Resolved && row.Told != 0 ? AlertNotice.Resolved : null;
        if (kind is null || row.IsSilent(now)) return row.Told != 0 && next.State == AlertState.Firing;
        var from = row.Seen;
        Outbox.Add(session, row, Notice(row, kind, now, from) with { Values = values, Windows = next.Breaches });
        return kind == AlertNotice.Firing;
    }

    internal static AlertNotice Notice(AlertRow row, string kind, DateTimeOffset now, DateTimeOffset? from) => new()
    {
        Id = "",
        Kind = kind,
        Alert = row.Id,
        Model = row.Model,
        Version = (int)row.Version,
        When = row.Condition,
        Severity = row.Severity,
        Time = now,
        WindowFrom = from,
        WindowTo = from + row.Rule.Window,
    };

    void Record(StoreSession session, AlertRow row, string kind, string? reason, IReadOnlyDictionary<string, double> values)
    {
        var evidence = new Dictionary<string, string> { ["alert"] = row.Id, ["when"] = row.Condition, ["severity"] = row.Severity, ["window_end"] = (row.Seen + row.Rule.Window).UtcDateTime.ToString("O") };
        foreach (var (name, value) in values) evidence[name] = value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        ModelStore.Record(session, _clock, new ModelStore.Change(kind, row.Model, (int)row.Version, null, null), s_monitor with { Reason = reason ?? row.Condition, Evidence = evidence });
    }

    void Insert(StoreSession session, (string Model, string Condition, long Window) key, int version, DeclaredAlert alert, DateTimeOffset now) => session.Execute("""
        INSERT INTO alert_rules (id, model, condition, window_us, version, declared, for_windows, severity, channels_json, secret, state, breaches, quiet, since_us, seen_us, values_json, told)
        VALUES (@id, @Model, @Condition, @Window, @version, 1, @For, @severity, @channels, @secret, 'inactive', 0, 0, @now, @seen, '{}', 0)
        """, new
    {
        id = TimeOrderedId.New(_clock),
        key.Model,
        key.Condition,
        key.Window,
        version,
        alert.Rule.For,
        severity = alert.Rule.Severity.ToString().ToLowerInvariant(),
        channels = ChannelsOf(alert),
        secret = WebhookSecret.New(),
        now = now.ToMicroseconds(),
        seen = alert.Rule.WindowAt(now).ToMicroseconds(),
    });

    void Update(StoreSession session, AlertRow row, int version, DeclaredAlert alert) => session.Execute("""
        UPDATE alert_rules SET version = @version, declared = 1, for_windows = @For, severity = @severity, channels_json = @channels, seen_us = @seen WHERE id = @Id
        """, new
    {
        row.Id,
        version,
        alert.Rule.For,
        severity = alert.Rule.Severity.ToString().ToLowerInvariant(),
        channels = ChannelsOf(alert),
        // Windows in which nobody declared it are not looked at.
        seen = row.Declared != 0 ? row.SeenUs : alert.Rule.WindowAt(_clock.GetUtcNow()).ToMicroseconds(),
    });

    static string ChannelsOf(DeclaredAlert alert) => JsonSerializer.Serialize(alert.Targets, AlertJson.Default.ImmutableArrayAlertTarget);

    Alert Change(string id, string action, Dictionary<string, string> detail, Author author, Action<StoreSession> change) => _database.Write(session =>
    {
        var row = Require(session, id);
        change(session);
        AuditLog.Append(session, _clock, author, action, row.Model, new Dictionary<string, string>(detail) { ["alert"] = id, ["when"] = row.Condition });
        return Require(session, id).ToAlert();
    });

    static AlertRow Require(StoreSession session, string id) =>
        session.First<AlertRow>($"SELECT {AlertRow.Columns} FROM alert_rules WHERE id = @id", new { id }) ?? throw new RondoException("unknown_alert", $"There is no alert '{VisibleText.Of(id)}'.", "`rondo alerts --all` lists them.");
}
