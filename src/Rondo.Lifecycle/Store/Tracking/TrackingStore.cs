using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Engines;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>
/// What programs log to runs over the API. A task is done when what it wrote is on the disk; writers at the same moment share a commit.
/// </summary>
public sealed class TrackingStore
{
    /// <summary>The tag that is a run's name, as MLflow's clients write it.</summary>
    public const string NameTag = "mlflow.runName";

    // Of the host columns of runs that no process of ours made: nothing is known.
    const string Insert = """
        INSERT INTO runs (id, name, parent_id, status, started_us, heartbeat_us, host, process_id, process_started_us, seed,
            spec_hash, spec_json, rondo_version, environment_json, project_id, user_name, watched)
        VALUES ($1, $2, (SELECT id FROM runs WHERE id = $3), 'running', $4, $5, '', 0, 0, 0, '', '{}', $6, '{}', $7, $8, 0)
        """;

    const string RunColumns = "id, project_id, name, user_name, status, scheduled, started_us, ended_us, deleted_us";

    // A run that logs shows that it lives, but not with a write for each call.
    static readonly long _signOfLife = (long)TimeSpan.FromSeconds(30).TotalMicroseconds;

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal TrackingStore(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Starts a run and returns its id.</summary>
    /// <exception cref="RondoException">There is no such project, or it is deleted.</exception>
    public Task<string> Create(RunCreation creation)
    {
        var id = TimeOrderedId.New(_clock);
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            ProjectStore.RequireActive(session, creation.ProjectId);
            session.Statement(Insert)
                .Bind(1, id).Bind(2, creation.Name).Bind(3, creation.ParentId).Bind(4, creation.Started ?? now).Bind(5, now)
                .Bind(6, RondoVersion.Current).Bind(7, creation.ProjectId).Bind(8, creation.User).Run();
            SetTags(session, id, creation.Tags);
            return id;
        });
    }

    /// <summary>Logs metrics, parameters and tags, all or nothing.</summary>
    /// <exception cref="RondoException">The run is unknown or deleted, or a parameter has another value already.</exception>
    public Task Log(string run, RunLog log)
    {
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            RequireActive(session, run, now);
            foreach (var (name, value) in log.Params) SetParam(session, run, name, value);
            MetricTables.Write(session, run, log.Metrics);
            SetTags(session, run, log.Tags);
            LoggedModelStore.LogMetrics(session, run, log.ModelMetrics);
        });
    }

    /// <summary>Adds an item to a tag that is a JSON list.</summary>
    public Task AddToListTag(string run, string name, string itemJson)
    {
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            RequireActive(session, run, now);
            var row = session.Statement("SELECT value FROM run_tags WHERE run_id = $1 AND name = $2").Bind(1, run).Bind(2, name);
            var list = row.Next() ? row.Text(0) : "[]";
            row.Stop();
            var isEmpty = !list.EndsWith(']') || list.AsSpan(1).Trim().Length <= 1;
            SetTags(session, run, [new(name, isEmpty ? $"[{itemJson}]" : $"{list.AsSpan(0, list.Length - 1)}, {itemJson}]")]);
        });
    }

    /// <exception cref="RondoException">There is no such tag.</exception>
    public Task DeleteTag(string run, string name)
    {
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            RequireActive(session, run, now);
            if (session.Statement("DELETE FROM run_tags WHERE run_id = $1 AND name = $2").Bind(1, run).Bind(2, name).Run() == 0)
                throw new RondoException("unknown_tag", $"Run {run} has no tag '{name}'.");
        });
    }

    public Task<TrackedRun> Change(string run, RunChange change)
    {
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            RequireActive(session, run, now);
            if (change.Status is { } status)
                session.Statement("UPDATE runs SET status = $1, scheduled = $2, ended_us = $3, heartbeat_us = $4 WHERE id = $5")
                    .Bind(1, RunRow.WordOf(status)).Bind(2, change.IsScheduled ? 1L : 0L)
                    .Bind(3, status == RunStatus.Running ? null : change.Ended ?? now).Bind(4, now).Bind(5, run).Run();
            else if (change.Ended is { } ended)
                session.Statement("UPDATE runs SET ended_us = $1 WHERE id = $2").Bind(1, ended).Bind(2, run).Run();
            if (change.Name is { } name)
                session.Statement("UPDATE runs SET name = $1 WHERE id = $2").Bind(1, name).Bind(2, run).Run();
            return Read(session, run)!;
        });
    }

    /// <summary>Says that the run's program lives; from now on its silence means that it was killed.</summary>
    public Task Heartbeat(string run)
    {
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            var changed = session.Statement("""
                UPDATE runs SET heartbeat_us = $1, watched = 1, ended_us = CASE WHEN status = 'killed' THEN NULL ELSE ended_us END,
                    status = CASE WHEN status = 'killed' THEN 'running' ELSE status END
                WHERE id = $2 AND deleted_us IS NULL
                """).Bind(1, now).Bind(2, run).Run();
            if (changed == 0) throw RunStore.Unknown(run);
        });
    }

    /// <summary>Hides a run; <see cref="Restore"/> brings it back, <see cref="RunStore.Delete"/> deletes it for good.</summary>
    public Task Delete(string run) => SetDeleted(run, _clock.NowMicroseconds);

    public Task Restore(string run) => SetDeleted(run, null);

    /// <summary>The run with its last metrics, parameters and tags; null when there is none.</summary>
    public TrackedRun? Get(string run) => _database.Read(session => Read(session, run));

    /// <summary>The run itself, without what was logged; null when there is none.</summary>
    public TrackedRun? Find(string run) => _database.Read(session => ReadRow(session, run));

    /// <summary>The points of a metric by step, time and value, after the one that is given.</summary>
    public IReadOnlyList<LoggedMetric> History(string run, string metric, int limit, LoggedMetric? after = null) => _database.Read(session =>
        MetricPoints.Read(session, run, metric, after, limit).ToList());

    /// <summary>How many points a metric has.</summary>
    public long Count(string run, string metric) => _database.Read(session => MetricPoints.Count(session, run, metric));

    /// <summary>The names of a run's metrics, in ordinal order.</summary>
    public IReadOnlyList<string> MetricNames(string run) => _database.Read(session =>
        session.Query<string>("SELECT name FROM metric_summaries WHERE run_id = @run ORDER BY name", new { run }));

    internal static TrackedRun? Read(StoreSession session, string run)
    {
        var found = ReadRow(session, run);
        if (found is not null) Fill(session, found);
        return found;
    }

    static TrackedRun? ReadRow(StoreSession session, string run)
    {
        var rows = session.Statement($"SELECT {RunColumns} FROM runs WHERE id = $1").Bind(1, run);
        if (!rows.Next()) return null;
        var found = OfRow(rows);
        rows.Stop();
        return found;
    }

    /// <summary>A run of a row that begins with these columns.</summary>
    internal static TrackedRun OfRow(StoreStatement row) => new()
    {
        Id = row.Text(0),
        ProjectId = row.Text(1),
        Name = row.Text(2),
        User = row.Text(3),
        Status = RunRow.StatusOf(row.Text(4)),
        IsScheduled = row.Number(5) != 0,
        Started = row.Number(6),
        Ended = row.NumberOrNull(7),
        Deleted = row.NumberOrNull(8),
    };

    internal static void Fill(StoreSession session, TrackedRun run)
    {
        var metrics = session.Statement("SELECT name, last_value, last_step, last_time_us FROM metric_summaries WHERE run_id = $1 ORDER BY name").Bind(1, run.Id);
        while (metrics.Next()) run.Metrics.Add(new LoggedMetric(metrics.Text(0), metrics.RealOrNull(1) ?? double.NaN, metrics.Number(2), metrics.Number(3)));
        Pairs(session.Statement("SELECT name, value FROM run_params WHERE run_id = $1 ORDER BY name").Bind(1, run.Id), run.Params);
        Pairs(session.Statement("SELECT name, value FROM run_tags WHERE run_id = $1 ORDER BY name").Bind(1, run.Id), run.Tags);
        RunLinks.Fill(session, run);
    }

    static void Pairs(StoreStatement rows, List<KeyValuePair<string, string>> into)
    {
        while (rows.Next()) into.Add(new(rows.Text(0), rows.Text(1)));
    }

    static void SetParam(StoreSession session, string run, string name, string value)
    {
        var isNew = session.Statement("INSERT INTO run_params (run_id, name, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING").Bind(1, run).Bind(2, name).Bind(3, value).Run() == 1;
        if (isNew) return;
        var known = session.Statement("SELECT value FROM run_params WHERE run_id = $1 AND name = $2").Bind(1, run).Bind(2, name);
        known.Next();
        var before = known.Text(0);
        known.Stop();
        if (before == value) return;
        throw new RondoException("param_changed", $"Parameter '{name}' of run {run} is '{before}' already and can't become '{value}': parameters are set once.",
            "Log a changing value as a metric or a tag, or start another run.");
    }

    internal static void SetTags(StoreSession session, string run, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Count == 0) return;
        var insert = session.Statement("INSERT INTO run_tags (run_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (run_id, name) DO UPDATE SET value = excluded.value");
        foreach (var (name, value) in tags)
        {
            insert.Bind(1, run).Bind(2, name).Bind(3, value).Add();
            if (name == NameTag) session.Statement("UPDATE runs SET name = $1 WHERE id = $2").Bind(1, value).Bind(2, run).Run();
        }
    }

    /// <summary>Refuses a run that isn't there or is deleted, and notes that it lives.</summary>
    internal static void RequireActive(StoreSession session, string run, long now)
    {
        var row = session.Statement("SELECT deleted_us, heartbeat_us FROM runs WHERE id = $1").Bind(1, run);
        if (!row.Next()) throw RunStore.Unknown(run);
        var (isDeleted, heartbeat) = (!row.IsNull(0), row.Number(1));
        row.Stop();
        if (isDeleted) throw new RondoException("run_deleted", $"Run {run} is deleted and takes nothing.", "Restore it first.");
        if (now - heartbeat > _signOfLife) session.Statement("UPDATE runs SET heartbeat_us = $1 WHERE id = $2").Bind(1, now).Bind(2, run).Run();
    }

    Task SetDeleted(string run, long? time) => _database.Append(session =>
    {
        if (session.Statement("UPDATE runs SET deleted_us = $1 WHERE id = $2").Bind(1, time).Bind(2, run).Run() == 0) throw RunStore.Unknown(run);
    });
}
