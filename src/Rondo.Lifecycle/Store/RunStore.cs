using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Tracking;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Store;

/// <summary>The runs of a workspace: what was run, with which file and data, and what came of it.</summary>
public sealed class RunStore
{
    /// <summary>A run on another host counts as killed when it was silent for this long.</summary>
    public static readonly TimeSpan DefaultSilence = TimeSpan.FromMinutes(5);

    /// <summary>A run of a program that never says that it lives, such as an MLflow client, counts as killed when it logged nothing for this long.</summary>
    public static readonly TimeSpan UnwatchedSilence = TimeSpan.FromDays(1);

    const int ShortestPrefix = 4;

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal RunStore(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Records a run of this process as running and returns its id.</summary>
    public string Start(RunStart start)
    {
        var id = TimeOrderedId.New(_clock);
        var now = _clock.NowMicroseconds;
        var process = ProcessIdentity.Current;
        _database.Write(session => session.Execute($"""
            INSERT INTO runs ({RunRow.Columns})
            VALUES (@id, @Name, @ParentId, 'running', @now, NULL, @now, @Host, @process, @processStarted, @seed,
                @SpecHash, @DataHash, @SpecJson, @version, @commit, @dirty, @environment, NULL, @project, @UserName, 0, 1, NULL, @CodeDiff)
            """,
            new
            {
                id,
                start.Name,
                start.ParentId,
                now,
                process.Host,
                process = process.Id,
                processStarted = process.StartedMicroseconds,
                seed = unchecked((long)start.Seed),
                start.SpecHash,
                start.DataHash,
                start.SpecJson,
                version = RondoVersion.Current,
                commit = start.Code?.Commit,
                dirty = start.Code is { } code ? (code.IsDirty ? 1L : 0L) : (long?)null,
                start.CodeDiff,
                environment = JsonSerializer.Serialize(new(start.Environment), StoreJson.Default.DictionaryStringString),
                project = ProjectStore.IdOf(session, start.Project ?? start.Name, now),
                Environment.UserName,
            }));
        return id;
    }

    /// <summary>Says that the run is alive; every ten seconds or so. Revives a run that was taken for dead while its machine slept.</summary>
    public void Heartbeat(string id) => Update(id,
        "UPDATE runs SET heartbeat_us = @now, status = 'running', ended_us = NULL WHERE id = @id AND status IN ('running', 'killed')");

    public void SetDataHash(string id, string dataHash) => Update(id,
        "UPDATE runs SET data_hash = @value, heartbeat_us = @now WHERE id = @id AND status IN ('running', 'killed')", dataHash);

    /// <summary>Records parameters; the values are JSON, kept as text without quotes. A later value of the same name replaces the earlier.</summary>
    public void LogParams(string id, IReadOnlyDictionary<string, string> valuesJson) =>
        _database.Write(session =>
        {
            RequireRun(session, id);
            session.Execute("""
                INSERT INTO run_params (run_id, name, value) VALUES (@id, @Key, @value)
                ON CONFLICT (run_id, name) DO UPDATE SET value = excluded.value
                """,
                valuesJson.Select(p => new { id, p.Key, value = TextOf(p.Value) }));
        });

    public void LogMetric(string id, string name, double value, long step = 0) =>
        LogMetrics(id, new Dictionary<string, double> { [name] = value }, step);

    /// <summary>Records metrics in one transaction. What is not a number is kept as undefined.</summary>
    public void LogMetrics(string id, IReadOnlyDictionary<string, double> values, long step = 0) =>
        LogHistory(id, [.. values.Select(m => (m.Key, step, m.Value))]);

    /// <summary>Records points of many metrics in one transaction.</summary>
    public void LogHistory(string id, IReadOnlyCollection<(string Name, long Step, double Value)> points)
    {
        if (points.Count == 0) return;
        var now = _clock.NowMicroseconds;
        _database.Write(session =>
        {
            RequireRun(session, id);
            MetricTables.Write(session, id, [.. points.Select(p => new LoggedMetric(p.Name, p.Value, p.Step, now))]);
        });
    }

    /// <summary>Adds finished parts of a run, which share its file, data and code, in one transaction.</summary>
    public void AddChildren(string parent, IReadOnlyList<ChildRun> children)
    {
        if (children.Count == 0) return;
        var now = _clock.NowMicroseconds;
        _database.Write(session =>
        {
            RequireRun(session, parent);
            foreach (var child in children)
            {
                var id = TimeOrderedId.New(_clock);
                session.Execute("""
                    INSERT INTO runs (id, name, parent_id, status, started_us, ended_us, heartbeat_us, host, process_id, process_started_us, seed, spec_hash, data_hash,
                        spec_json, rondo_version, git_commit, git_dirty, environment_json, message, project_id, user_name)
                    SELECT @id, @Name, id, @status, @started, @now, @now, host, process_id, process_started_us, seed, spec_hash, data_hash,
                        '{}', rondo_version, git_commit, git_dirty, environment_json, @Message, project_id, user_name
                    FROM runs WHERE id = @parent
                    """,
                    new { id, parent, child.Name, status = RunRow.WordOf(child.Status), now, started = now - (long)(child.Seconds * 1e6), Message = child.Message is null ? null : Secrets.Redact(child.Message) });
                session.Execute("INSERT INTO run_params (run_id, name, value) VALUES (@id, @Key, @value)", child.Params.Select(p => new { id, p.Key, value = TextOf(p.Value) }));
                MetricTables.Write(session, id, [.. child.Points.Select(p => new LoggedMetric(p.Name, p.Value, p.Step, now))]);
            }
        });
    }

    public void LogStep(string id, RunStep step)
    {
        var now = _clock.NowMicroseconds;
        _database.Write(session =>
        {
            RequireRun(session, id);
            session.Execute("""
                INSERT INTO run_steps (run_id, name, status, seconds, logged_us) VALUES (@id, @Name, @status, @Seconds, @now)
                ON CONFLICT (run_id, name) DO UPDATE
                SET status = excluded.status, seconds = excluded.seconds, logged_us = excluded.logged_us
                """,
                new { id, step.Name, status = step.IsCached ? "cached" : "ran", step.Seconds, now });
        });
    }

    /// <summary>Ends a run, once: finished, failed or cancelled.</summary>
    public void Finish(string id, RunStatus status, string? message = null)
    {
        if (status is RunStatus.Running or RunStatus.Killed)
            throw new ArgumentException($"A run doesn't end itself as {status}.", nameof(status));
        var word = RunRow.WordOf(status);
        Update(id, $"""
            UPDATE runs SET status = '{word}', ended_us = @now, heartbeat_us = @now, message = @value
            WHERE id = @id AND status IN ('running', 'killed')
            """, message is null ? null : Secrets.Redact(message));
    }

    /// <summary>The run of this id, or of the one id that starts with it.</summary>
    public Run Get(string id) => _database.Read(session => Require(session, id).ToRun());

    public RunDetails GetDetails(string id) => _database.Read(session => Details(session, Require(session, id)));

    /// <summary>The newest runs first.</summary>
    public IReadOnlyList<Run> List(RunFilter? filter = null)
    {
        filter ??= new RunFilter();
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1, nameof(filter));
        return _database.Read(session => Rows(session, filter).ConvertAll(row => row.ToRun()));
    }

    /// <summary>Several runs side by side, in the order asked for.</summary>
    public RunComparison Compare(params IReadOnlyList<string> ids) =>
        new([.. _database.Read(session => ids.Select(id => Details(session, Require(session, id))).ToList())]);

    /// <summary>Deletes a run and its children. A run that made a model version stays unless forced; then the version forgets its run.</summary>
    public void Delete(string id, bool force = false) => _database.Write(session =>
    {
        var row = Require(session, id);
        if (row.Status == "running" && !row.Process.IsGone && !force)
            throw new RondoException("run_running", $"Run {row.Id} is still running on {row.Host}.", "Cancel it first, or use --force.");
        if (VersionsOf(session, row.Id) is [var version, ..] && !force)
            throw new RondoException("run_in_use", $"Run {row.Id} made the model version {version}.",
                "Delete that version first, or use --force: the version stays and forgets its run.");
        MetricTables.Delete(session, row.Id);
        session.Execute("DELETE FROM artifacts WHERE owner = @Id", new { row.Id });
        session.Execute("DELETE FROM runs WHERE id = @Id", new { row.Id });
    });

    /// <summary>Marks runs as killed whose process on this host has ended, or that were silent on another host, and returns their ids.</summary>
    public IReadOnlyList<string> MarkKilled(TimeSpan? silence = null)
    {
        var running = _database.Read(Running);
        if (running.Count == 0) return [];
        var now = _clock.NowMicroseconds;
        var oldest = now - (long)(silence ?? DefaultSilence).TotalMicroseconds;
        var longAgo = now - (long)UnwatchedSilence.TotalMicroseconds;
        var dead = running.Where(row => row.Process.IsOnThisHost ? row.Process.IsGone : row.HeartbeatUs < (row.Watched != 0 ? oldest : longAgo)).ToList();
        if (dead.Count == 0) return [];
        // The heartbeat is compared again: a run may have spoken since it was read.
        return _database.Write(session => dead
            .Where(row => session.Execute(
                "UPDATE runs SET status = 'killed', ended_us = heartbeat_us WHERE id = @Id AND status = 'running' AND heartbeat_us = @HeartbeatUs",
                new { row.Id, row.HeartbeatUs }) == 1)
            .Select(row => row.Id)
            .ToList());
    }

    // Every command asks, and mostly none runs: counting costs nothing, while Dapper compiles a reader for rows.
    static List<RunRow> Running(StoreSession session) =>
        session.Scalar<long>("SELECT count(*) FROM runs WHERE status = 'running'") == 0
            ? []
            : session.Query<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE status = 'running'");

    void Update(string id, string sql, string? value = null) => _database.Write(session =>
    {
        if (session.Execute(sql, new { id, value, now = _clock.NowMicroseconds }) == 1) return;
        var row = session.First<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE id = @id", new { id });
        throw row is null ? Unknown(id) : new RondoException("run_ended", $"Run {id} has already ended: it is {row.Status}.");
    });

    static List<RunRow> Rows(StoreSession session, RunFilter filter)
    {
        var conditions = new List<string> { "deleted_us IS NULL", filter.ParentId is null ? "parent_id IS NULL" : "parent_id = @ParentId" };
        if (filter.Name is not null) conditions.Add("name = @Name");
        if (filter.Status is not null) conditions.Add("status = @status");
        return session.Query<RunRow>(
            $"SELECT {RunRow.Columns} FROM runs WHERE {string.Join(" AND ", conditions)} ORDER BY started_us DESC, id DESC LIMIT @Limit",
            new { filter.ParentId, filter.Name, status = filter.Status is { } status ? RunRow.WordOf(status) : null, filter.Limit });
    }

    static RunDetails Details(StoreSession session, RunRow row)
    {
        var key = new { row.Id };
        return new RunDetails(
            row.ToRun(),
            new SortedDictionary<string, string>(session
                .Query<ParamRow>("SELECT name, value FROM run_params WHERE run_id = @Id", key)
                .ToDictionary(p => p.Name, p => p.Value), StringComparer.Ordinal),
            session.Query<MetricRow>("SELECT name, step, value, is_nan, time_us FROM metric_points WHERE run_id = @Id ORDER BY name, step, time_us, value", key)
                .ConvertAll(m => new MetricPoint(m.Name, m.Step, m.IsNan != 0 ? null : m.Value, StoreClock.FromMicroseconds(m.TimeUs))),
            StepsOf(session, row.Id),
            session.Query<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE parent_id = @Id ORDER BY started_us, id", key)
                .ConvertAll(r => r.ToRun()),
            VersionsOf(session, row.Id));
    }

    internal static List<RunStep> StepsOf(StoreSession session, string runId) => session
        .Query<StepRow>("SELECT name, status, seconds FROM run_steps WHERE run_id = @runId ORDER BY logged_us, name", new { runId })
        .ConvertAll(s => new RunStep(s.Name, s.Status == "cached", s.Seconds));

    internal static List<string> VersionsOf(StoreSession session, string runId) =>
        session.Query<string>("SELECT model || '@' || number FROM model_versions WHERE run_id = @runId ORDER BY model, number", new { runId });

    internal static RunRow Require(StoreSession session, string id)
    {
        var exact = session.First<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE id = @id", new { id });
        if (exact is not null) return exact;
        if (id.Length < ShortestPrefix || !id.All(char.IsAsciiLetterOrDigit)) throw Unknown(id);
        var matches = session.Query<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE id LIKE @pattern ORDER BY id LIMIT 2",
            new { pattern = id.ToLowerInvariant() + "%" });
        if (matches.Count > 1) throw new RondoException("ambiguous_run", $"More than one run's id starts with '{id}'.", "Give more of the id.");
        return matches.Count == 1 ? matches[0] : throw Unknown(id);
    }

    static void RequireRun(StoreSession session, string id)
    {
        if (session.Scalar<long>("SELECT count(*) FROM runs WHERE id = @id", new { id }) == 0) throw Unknown(id);
    }

    static string TextOf(string json)
    {
        using var value = JsonDocument.Parse(json);
        return value.RootElement.ValueKind == JsonValueKind.String ? value.RootElement.GetString()! : json;
    }

    internal static RondoException Unknown(string id) =>
        new("unknown_run", $"There is no run '{id}' in this workspace.", "`rondo runs list` shows the runs.");

    sealed class ParamRow
    {
        public string Name { get; set; } = "";
        public string Value { get; set; } = "";
    }

    sealed class MetricRow
    {
        public string Name { get; set; } = "";
        public long Step { get; set; }
        public double Value { get; set; }
        public long IsNan { get; set; }
        public long TimeUs { get; set; }
    }

    sealed class StepRow
    {
        public string Name { get; set; } = "";
        public string Status { get; set; } = "";
        public double Seconds { get; set; }
    }
}
