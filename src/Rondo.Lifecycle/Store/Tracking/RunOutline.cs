namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>A metric in four numbers; null where a value is not a number.</summary>
public sealed record MetricSummary(string Name, double? Last, double? Min, double? Max, long LastStep, long LastTimeMicroseconds);

/// <summary>All of a run that a page shows at once, without the points of its metrics.</summary>
public sealed record RunOutline
{
    public required Run Run { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Params { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; }

    public required IReadOnlyList<MetricSummary> Metrics { get; init; }

    public required IReadOnlyList<RunStep> Steps { get; init; }

    /// <summary>The first of its trials or folds.</summary>
    public required IReadOnlyList<Run> Children { get; init; }

    public required long ChildCount { get; init; }

    /// <summary>The versions that it made, as <c>name@3</c>.</summary>
    public required IReadOnlyList<ModelReference> Versions { get; init; }
}

/// <summary>Reads runs for pages: bounded in size, however much was logged.</summary>
public sealed class RunOutlines
{
    public const int MostChildren = 50;

    const int MostLookedAt = 400;

    readonly StoreDatabase _database;

    internal RunOutlines(StoreDatabase database) => _database = database;

    /// <summary>The run of this id, or of the one id that starts with it.</summary>
    /// <exception cref="Rondo.Engine.Errors.RondoException">There is none.</exception>
    public RunOutline Get(string id) => _database.Read(session =>
    {
        var run = RunStore.Require(session, id).ToRun();
        var key = new { run.Id, MostChildren };
        return new RunOutline
        {
            Run = run,
            Params = Pairs(session, "run_params", run.Id),
            Tags = Pairs(session, "run_tags", run.Id),
            Metrics = Summaries(session, run.Id),
            Steps = RunStore.StepsOf(session, run.Id),
            Children = session.Query<RunRow>($"SELECT {RunRow.Columns} FROM runs WHERE parent_id = @Id AND deleted_us IS NULL ORDER BY started_us, id LIMIT @MostChildren", key).ConvertAll(row => row.ToRun()),
            ChildCount = session.Scalar<long>("SELECT count(*) FROM runs WHERE parent_id = @Id AND deleted_us IS NULL", key),
            Versions = RunStore.VersionsOf(session, run.Id).ConvertAll(ModelReference.Parse),
        };
    });

    /// <summary>The last value and the bounds of each metric, in ordinal order of the names.</summary>
    public IReadOnlyList<MetricSummary> Metrics(string run) => _database.Read(session => Summaries(session, run));

    /// <summary>A metric's points in order, at most so many.</summary>
    public MetricCurve Curve(string run, string metric, int most) => _database.Read(session =>
    {
        var thinning = new CurveThinning(metric, MetricPoints.Count(session, run, metric), most);
        foreach (var point in MetricPoints.Read(session, run, metric)) thinning.Add(point);
        return thinning.End();
    });

    /// <summary>
    /// A metric's course in a few values: the first of each of so many equal stretches of steps, null where a stretch has none or is no number.
    /// Takes the same time however long the run is; within a stretch it looks at the first few hundred points of all metrics.
    /// </summary>
    /// <param name="lastStep">The metric's last step; those below 0 are left out.</param>
    public IReadOnlyList<double?> Sketch(string run, string metric, long lastStep, int most) => _database.Read(session =>
    {
        var rows = session.Statement($"""
            WITH RECURSIVE marks (at, width) AS (
                SELECT min(f.step), (CAST($1 AS BIGINT) - min(f.step)) / CAST($2 AS BIGINT) + 1 FROM metric_points AS f WHERE f.run_id = $3 AND f.step >= 0
                UNION ALL SELECT m.at + m.width, m.width FROM marks AS m WHERE m.at + m.width <= CAST($1 AS BIGINT))
            SELECT (SELECT CASE WHEN few.is_nan = 1 THEN NULL ELSE few.value END FROM (
                SELECT p.name, p.value, p.is_nan FROM metric_points AS p WHERE p.run_id = $3 AND p.step >= m.at AND p.step < m.at + m.width
                ORDER BY p.run_id, p.step, p.name, p.time_us, p.value, p.is_nan LIMIT {MostLookedAt}) AS few WHERE few.name = $4 LIMIT 1)
            FROM marks AS m WHERE m.at IS NOT NULL ORDER BY m.at
            """).Bind(1, lastStep).Bind(2, (long)most).Bind(3, run).Bind(4, metric);
        var values = new List<double?>();
        while (rows.Next()) values.Add(rows.RealOrNull(0));
        return (IReadOnlyList<double?>)values;
    });

    static List<MetricSummary> Summaries(StoreSession session, string run)
    {
        var found = new List<MetricSummary>();
        var rows = session.Statement("SELECT name, last_value, min_value, max_value, last_step, last_time_us FROM metric_summaries WHERE run_id = $1 ORDER BY name").Bind(1, run);
        while (rows.Next()) found.Add(new MetricSummary(rows.Text(0), rows.RealOrNull(1), rows.RealOrNull(2), rows.RealOrNull(3), rows.Number(4), rows.Number(5)));
        return found;
    }

    static List<KeyValuePair<string, string>> Pairs(StoreSession session, string table, string run)
    {
        var found = new List<KeyValuePair<string, string>>();
        var rows = session.Statement($"SELECT name, value FROM {table} WHERE run_id = $1 ORDER BY name").Bind(1, run);
        while (rows.Next()) found.Add(new(rows.Text(0), rows.Text(1)));
        return found;
    }
}
