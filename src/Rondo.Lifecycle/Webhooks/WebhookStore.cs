using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Lifecycle.Webhooks;

/// <summary>The webhooks of a store and how far each has been told: every event in order, at least once, whichever server sends it.</summary>
public sealed class WebhookStore
{
    /// <summary>So many failures in a row, about a day of them, and it is given up.</summary>
    public const int MostFailures = 30;

    const int Most = 100;
    const int MostSkipped = 500;

    static readonly Backoff _backoff = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
    static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal WebhookStore(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Tells that address of events from now on.</summary>
    /// <returns>The webhook, and the secret that its messages are signed with, which is not shown again.</returns>
    /// <exception cref="RondoException">No such kind of event or model, or there are too many webhooks.</exception>
    public (Webhook Webhook, string Secret) Create(Uri url, string? model, IReadOnlyList<string> kinds, Author author)
    {
        var unknown = kinds.FirstOrDefault(kind => !ModelEvent.Kinds.Contains(kind, StringComparer.Ordinal));
        if (unknown is not null)
            throw new RondoException(new Mistake("unknown_kind", $"There is no event of the kind '{VisibleText.Of(unknown)}'.") { Field = "kinds", Hint = $"The kinds are {string.Join(", ", ModelEvent.Kinds)}; none means all." });
        var (id, secret) = (TimeOrderedId.New(_clock), WebhookSecret.New());
        return (_database.Write(session =>
        {
            if (model is not null) ModelQueries.RequireModel(session, model);
            if (session.Scalar<long>("SELECT count(*) FROM webhooks") >= Most) throw new RondoException("too_many_webhooks", $"There are {Most} webhooks already.", "Remove one first.");
            session.Execute("""
                INSERT INTO webhooks (id, url, secret, model, kinds, created_us, created_by, delivered, due_us, failures)
                VALUES (@id, @url, @secret, @model, @kinds, @now, @By, (SELECT coalesce(max(sequence), 0) FROM events), 0, 0)
                """, new { id, url = url.AbsoluteUri, secret, model, kinds = string.Join(' ', kinds.Distinct()), now = _clock.NowMicroseconds, author.By });
            AuditLog.Append(session, _clock, author, "webhook.create", id, new Dictionary<string, string> { ["url"] = url.GetLeftPart(UriPartial.Path), ["model"] = model ?? "" });
            return Require(session, id).ToWebhook();
        }), secret);
    }

    public IReadOnlyList<Webhook> List() => _database.Read(session => session
        .Query<WebhookRow>($"SELECT {WebhookRow.Columns} FROM webhooks ORDER BY id").ConvertAll(row => row.ToWebhook()));

    public Webhook Find(string id) => _database.Read(session => Require(session, id)).ToWebhook();

    public void Remove(string id, Author author) => _database.Write(session =>
    {
        Require(session, id);
        session.Execute("DELETE FROM webhooks WHERE id = @id", new { id });
        AuditLog.Append(session, _clock, author, "webhook.remove", id);
    });

    /// <summary>Tries again at once, from where it stopped: what happened meanwhile is told too.</summary>
    public Webhook Resume(string id, Author author) => _database.Write(session =>
    {
        Require(session, id);
        session.Execute("UPDATE webhooks SET disabled_us = NULL, failures = 0, due_us = 0 WHERE id = @id", new { id });
        AuditLog.Append(session, _clock, author, "webhook.resume", id);
        return Require(session, id).ToWebhook();
    });

    internal string SecretOf(string id) => _database.Read(session => Require(session, id)).Secret;

    /// <summary>Those that may be told something now.</summary>
    internal IReadOnlyList<string> Due() => _database.Read(session => session.Query<string>("""
        SELECT id FROM webhooks AS w WHERE disabled_us IS NULL AND due_us <= @now
            AND EXISTS (SELECT 1 FROM events AS e WHERE e.sequence > w.delivered) ORDER BY due_us, id
        """, new { now = _clock.NowMicroseconds }));

    /// <summary>The next event to tell, with the right to send it for a minute; null when another server has it or there is none.</summary>
    internal (WebhookRow Webhook, ModelEvent Event)? Claim(string id) => _database.Write<(WebhookRow, ModelEvent)?>(session =>
    {
        var now = _clock.NowMicroseconds;
        var row = session.First<WebhookRow>($"SELECT {WebhookRow.Columns} FROM webhooks WHERE id = @id AND disabled_us IS NULL AND due_us <= @now", new { id, now });
        if (row is null) return null;
        var events = session.Query<EventRow>($"""
            SELECT {EventRow.Columns} FROM events WHERE sequence > @Delivered AND (@Model IS NULL OR model = @Model) ORDER BY sequence LIMIT {MostSkipped}
            """, new { row.Delivered, row.Model }).ConvertAll(e => e.ToEvent());
        var next = events.FirstOrDefault(row.Wants);
        // What it doesn't want to hear is behind it.
        var passed = next is not null ? next.Sequence - 1 : events.Count == MostSkipped ? events[^1].Sequence : session.Scalar<long>("SELECT coalesce(max(sequence), 0) FROM events");
        var due = next is null ? row.DueUs : now + (long)_lease.TotalMicroseconds;
        session.Execute("UPDATE webhooks SET delivered = @passed, due_us = @due WHERE id = @id", new { id, passed, due });
        return next is null ? null : (row, next);
    });

    internal void Arrived(string id, long sequence, string result) => _database.Write(session => session.Execute(
        "UPDATE webhooks SET delivered = @sequence, due_us = 0, failures = 0, last_us = @now, last_result = @result WHERE id = @id AND delivered < @sequence",
        new { id, sequence, now = _clock.NowMicroseconds, result }));

    /// <param name="isFinal">Whether the receiver said that it wants no more.</param>
    internal void Failed(string id, string result, bool isFinal) => _database.Write(session =>
    {
        var now = _clock.NowMicroseconds;
        var failures = session.Scalar<long>("UPDATE webhooks SET failures = failures + 1, last_us = @now, last_result = @result WHERE id = @id RETURNING failures", new { id, now, result });
        var due = now + (long)_backoff.After(failures).TotalMicroseconds;
        var disabled = isFinal || failures >= MostFailures ? now : (long?)null;
        session.Execute("UPDATE webhooks SET due_us = @due, disabled_us = @disabled WHERE id = @id", new { id, due, disabled });
    });

    static WebhookRow Require(StoreSession session, string id) =>
        session.First<WebhookRow>($"SELECT {WebhookRow.Columns} FROM webhooks WHERE id = @id", new { id }) ?? throw new RondoException("unknown_webhook", $"There is no webhook '{VisibleText.Of(id)}'.");
}
