using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Retrain.Triggers;

namespace Rondo.Lifecycle.Retraining;

/// <summary>
/// The retrains of all models. A cause has one row for ever; a model is trained by one job at a time; a job is claimed by compare-and-set, and whoever
/// works at it writes under the token of the claim, or nothing.
/// </summary>
public sealed class RetrainStore
{
    /// <summary>A job that was begun so often is not begun again.</summary>
    public const int MostAttempts = 2;

    const string Live = "state IN ('waiting', 'running')";
    const int MostListed = 200;

    /// <summary>So long a job may say nothing before it is taken for abandoned.</summary>
    static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    readonly RetrainEvents _events;

    internal RetrainStore(StoreDatabase database, TimeProvider clock, AlertOutbox outbox)
    {
        (_database, _clock) = (database, clock);
        _events = new RetrainEvents(clock, new RetrainAlert(outbox, clock));
    }

    /// <summary>The last ones, the newest first.</summary>
    /// <param name="model">Only those of this model.</param>
    /// <exception cref="RondoException">There is no such model.</exception>
    public IReadOnlyList<RetrainJob> List(string? model = null) => _database.Read(session =>
    {
        if (model is not null) ModelQueries.RequireModel(session, model);
        return session.Query<RetrainRow>($"SELECT {RetrainRow.Columns} FROM retrains WHERE @model IS NULL OR model = @model ORDER BY created_us DESC, id DESC LIMIT {MostListed}", new { model })
            .ConvertAll(row => row.ToJob());
    });

    /// <summary>How many retrains ended, by model, cause and what followed: the outcome of those that were done, else how they ended.</summary>
    public IReadOnlyList<RetrainCount> Counts() => _database.Read(session =>
        session.Query<RetrainRow>("SELECT model, kind, state, outcome FROM retrains WHERE state IN ('done', 'failed', 'cancelled')"))
            .GroupBy(r => (r.Model, r.Kind, Decision: r.Outcome ?? r.State)).Select(g => new RetrainCount(g.Key.Model, g.Key.Kind, g.Key.Decision, g.LongCount())).ToList();

    public RetrainJob Find(string id) => _database.Read(session => Require(session, id)).ToJob();

    /// <summary>Asks for a retrain of the model: it waits until somebody claims it.</summary>
    /// <exception cref="RondoException">One waits or runs already, or the cause was answered.</exception>
    public RetrainJob Ask(string model, RetrainCause cause, Author author) => _database.Write(session =>
    {
        ModelQueries.RequireModel(session, model);
        if (session.First<RetrainRow>($"SELECT {RetrainRow.Columns} FROM retrains WHERE model = @model AND {Live}", new { model }) is { } other)
            throw new RondoException("retrain_running", $"A retrain of '{model}' {(other.State == "running" ? "runs" : "waits")} already ({other.Id}).", $"Wait for it, or stop it: rondo retrain cancel {other.Id}");
        var row = Insert(session, model, cause, author.By, RetrainState.Waiting, null)
            ?? throw new RondoException("cause_answered", $"The cause '{cause.Key}' of '{model}' was answered already.");
        AuditLog.Append(session, _clock, author, "retrain.ask", model, new Dictionary<string, string> { ["retrain"] = row, ["cause"] = cause.Story });
        return Require(session, row).ToJob();
    });

    /// <summary>Remembers causes that need no retrain of their own.</summary>
    internal void Skip(string model, IEnumerable<RetrainCause> causes, string why) => _database.Write(session =>
    {
        foreach (var cause in causes) Insert(session, model, cause, "rondo", RetrainState.Skipped, why);
    });

    /// <summary>Stops a job: one that waits at once, one that runs as soon as it hears of it.</summary>
    /// <exception cref="RondoException">It is over, or there is none of that id.</exception>
    public RetrainJob Cancel(string id, Author author) => _database.Write(session =>
    {
        var row = Require(session, id);
        if (row.ToJob().IsOver) throw new RondoException("retrain_over", $"The retrain {row.Id} is {row.State} already.");
        session.Execute("UPDATE retrains SET cancel = 1 WHERE id = @Id", new { row.Id });
        if (row.State == "waiting") session.Execute("UPDATE retrains SET state = 'cancelled', ended_us = @now, reason = @reason WHERE id = @Id", new { row.Id, now = _clock.NowMicroseconds, reason = $"Cancelled by {author.By}." });
        AuditLog.Append(session, _clock, author, "retrain.cancel", row.Model, new Dictionary<string, string> { ["retrain"] = row.Id });
        return Require(session, row.Id).ToJob();
    });

    /// <summary>Begins a job that waits, or that was begun once and abandoned.</summary>
    /// <returns>The right to work at it; null when somebody else has it, or it is over.</returns>
    internal RetrainClaim? Claim(string id, TimeSpan? silence = null) => _database.Write(session =>
    {
        var (row, now) = (Require(session, id), _clock.GetUtcNow());
        var isFree = row.State == "waiting" || (row.State == "running" && row.Token < MostAttempts && row.IsAbandoned(now, silence ?? s_silence));
        if (!isFree) return null;
        var process = ProcessIdentity.Current;
        session.Execute("""
            UPDATE retrains SET state = 'running', token = token + 1, started_us = coalesce(started_us, @now), heartbeat_us = @now, host = @Host, process_id = @Process,
                process_started_us = @StartedMicroseconds, progress = NULL WHERE id = @id
            """, new { id = row.Id, now = now.ToMicroseconds(), process.Host, Process = (long)process.Id, process.StartedMicroseconds });
        if (row.Token == 0) _events.Started(session, row);
        return new RetrainClaim(_database, _clock, _events, Require(session, row.Id));
    });

    /// <summary>The jobs that wait to be begun: new ones, and those that were abandoned in their first attempt. Those abandoned in the last one have failed.</summary>
    internal IReadOnlyList<RetrainJob> Due(TimeSpan? silence = null)
    {
        var now = _clock.GetUtcNow();
        var live = _database.Read(session => session.Query<RetrainRow>($"SELECT {RetrainRow.Columns} FROM retrains WHERE {Live} ORDER BY created_us, id"));
        var due = new List<RetrainJob>();
        foreach (var row in live)
        {
            if (row.State == "running" && !row.IsAbandoned(now, silence ?? s_silence)) continue;
            if (row.State == "running" && row.Token >= MostAttempts) GiveUp(row);
            else due.Add(row.ToJob());
        }
        return due;
    }

    /// <summary>What the triggers of a model need to know of it.</summary>
    internal TriggerFacts Facts(string model, RetrainRules rules) => _database.Read(session =>
    {
        var jobs = session.Query<RetrainRow>($"SELECT {RetrainRow.Columns} FROM retrains WHERE model = @model ORDER BY created_us, id", new { model });
        var last = jobs.Where(j => j.State is "done" or "failed").ToArray();
        var failures = last.Reverse().TakeWhile(j => j.State == "failed").ToArray();
        var since = session.Scalar<long?>("SELECT max(time_us) FROM events WHERE model = @model AND alias = @champion AND kind IN ('registered', 'promoted', 'rolled_back')", new { model, champion = ModelReference.Champion })
            ?? session.Scalar<long?>("SELECT max(time_us) FROM events WHERE model = @model AND kind = 'registered'", new { model });
        var counted = session.Scalar<long?>("SELECT source_rows FROM retrain_counts WHERE model = @model", new { model });
        return new TriggerFacts(_clock.GetUtcNow(), StoreClock.FromMicroseconds(since) ?? _clock.GetUtcNow())
        {
            Alerts = [.. RetrainEvents.Alerts(session, model, since ?? 0, rules)],
            Answered = jobs.Select(j => j.Cause).ToHashSet(StringComparer.Ordinal),
            Running = jobs.FirstOrDefault(j => j.State is "waiting" or "running")?.Id,
            Rows = counted,
            KnownRows = last.LastOrDefault(j => j.State == "done")?.DataRows ?? 0,
            Failures = failures.Length,
            LastFailure = StoreClock.FromMicroseconds(failures.FirstOrDefault()?.EndedUs),
        };
    });

    /// <summary>When a model's source was counted last; null before that.</summary>
    internal DateTimeOffset? CountedAt(string model) =>
        StoreClock.FromMicroseconds(_database.Read(session => session.Scalar<long?>("SELECT counted_us FROM retrain_counts WHERE model = @model", new { model })));

    internal void Counted(string model, long rows) => _database.Write(session => session.Execute("""
        INSERT INTO retrain_counts (model, source_rows, counted_us) VALUES (@model, @rows, @now)
        ON CONFLICT (model) DO UPDATE SET source_rows = excluded.source_rows, counted_us = excluded.counted_us
        """, new { model, rows, now = _clock.NowMicroseconds }));

    // Compared again: somebody may have begun it, or ended it, since it was read.
    void GiveUp(RetrainRow row) => _database.Write(session =>
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"Its process ended without a result, {row.Token} times.");
        if (session.Execute("UPDATE retrains SET state = 'failed', ended_us = @now, reason = @reason WHERE id = @Id AND state = 'running' AND token = @Token AND heartbeat_us = @HeartbeatUs",
            new { row.Id, row.Token, row.HeartbeatUs, now = _clock.NowMicroseconds, reason }) == 1) _events.Failed(session, row, reason);
    });

    string? Insert(StoreSession session, string model, RetrainCause cause, string by, RetrainState state, string? why)
    {
        var (id, now) = (TimeOrderedId.New(_clock), _clock.NowMicroseconds);
        var inserted = session.Execute("""
            INSERT INTO retrains (id, model, kind, cause, story, caused_us, asked_by, state, token, created_us, ended_us, cancel, reason)
            VALUES (@id, @model, @kind, @Key, @Story, @caused, @by, @state, 0, @now, @ended, 0, @why) ON CONFLICT (model, cause) DO NOTHING
            """, new
        {
            id,
            model,
            kind = RetrainJob.Word(cause.Kind),
            cause.Key,
            cause.Story,
            caused = cause.At.ToMicroseconds(),
            by,
            state = RetrainJob.Word(state),
            now,
            ended = state == RetrainState.Skipped ? now : (long?)null,
            why,
        });
        return inserted == 1 ? id : null;
    }

    static RetrainRow Require(StoreSession session, string id) =>
        session.First<RetrainRow>($"SELECT {RetrainRow.Columns} FROM retrains WHERE id = @id", new { id }) ?? throw new RondoException("unknown_retrain", $"There is no retrain '{VisibleText.Of(id)}'.", "`rondo retrain list` shows them.");
}
