using Rondo.Lifecycle.Store.Engines;
using Rondo.Lifecycle.Store.Tracking.Filters;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>Finds runs and projects.</summary>
public sealed class RunSearch
{
    const string RunColumns = "r.id, r.project_id, r.name, r.user_name, r.status, r.scheduled, r.started_us, r.ended_us, r.deleted_us";

    const int RunColumnCount = 9;

    static readonly SortKey[] _ties = [new("r.started_us", IsDescending: true, SortKind.Whole), new("r.id", IsDescending: false, SortKind.Text)];

    // So many runs' metrics are read at once.
    const int GroupOfRuns = 128;

    readonly StoreDatabase _database;

    internal RunSearch(StoreDatabase database) => _database = database;

    /// <summary>
    /// The runs of some projects that a filter lets through, with all that was logged; the last started first unless told.
    /// A page goes on after the last run of the page before, so runs that come meanwhile are neither shown twice nor push others away.
    /// </summary>
    public Page<TrackedRun> Runs(SearchRequest request)
    {
        var question = SearchPages.Question(request, FilterSubject.Runs);
        var query = new FilteredQuery(FilterSubject.Runs, RunColumns, "r.started_us DESC, r.id")
        {
            Request = request,
            Scope = sql =>
            {
                if (request.InAnyProject) sql.Add(" AND r.project_id IN (SELECT id FROM projects WHERE deleted_us IS NULL)");
                else sql.Add(" AND r.project_id IN ").Values(request.Projects);
                sql.Add(Seen(request.Visibility));
            },
        };
        var place = PageToken.Read(request.PageToken, question, [.. query.Keys, .. _ties]);
        return _database.Read(session =>
        {
            using var rows = query.Open(session, place, _ties);
            var found = new List<TrackedRun>();
            object?[] last = [];
            while (rows.Rows.Next())
            {
                found.Add(TrackingStore.OfRow(rows.Rows));
                if (found.Count == request.Limit) last = [.. query.Keys.Select((key, i) => key.Read(rows.Rows, RunColumnCount + i)), found[^1].Started, found[^1].Id];
            }
            string? next = null;
            if (found.Count > request.Limit)
            {
                found.RemoveAt(request.Limit);
                next = PageToken.Of(new PagePlace(place.Offset + request.Limit, last), question);
            }
            foreach (var group in found.Chunk(GroupOfRuns)) Fill(session, group);
            return new Page<TrackedRun>(found, next);
        });
    }

    /// <summary>The projects that a filter lets through, the last changed first unless told.</summary>
    public Page<Project> Projects(SearchRequest request)
    {
        var question = SearchPages.Question(request, FilterSubject.Projects);
        var offset = PageToken.Read(request.PageToken, question);
        return _database.Read(session =>
        {
            using var rows = new FilteredQuery(FilterSubject.Projects, "r.id", "r.changed_us DESC, length(r.id) DESC, r.id DESC")
            {
                Request = request,
                Scope = sql => sql.Add(Seen(request.Visibility)),
            }.Open(session, offset);
            var ids = new List<string>();
            while (rows.Rows.Next()) ids.Add(rows.Rows.Text(0));
            var page = SearchPages.Cut(ids, request, offset, question);
            return new Page<Project>([.. page.Items.Select(id => ProjectStore.Require(session, id))], page.Next);
        });
    }

    static string Seen(Visibility visibility) => visibility switch
    {
        Visibility.Active => " AND r.deleted_us IS NULL",
        Visibility.Deleted => " AND r.deleted_us IS NOT NULL",
        _ => "",
    };

    static void Fill(StoreSession session, TrackedRun[] runs)
    {
        var byId = runs.ToDictionary(run => run.Id, StringComparer.Ordinal);
        Each(session, "name, last_value, last_step, last_time_us FROM metric_summaries", "name", byId, (run, row) =>
            run.Metrics.Add(new LoggedMetric(row.Text(1), row.RealOrNull(2) ?? double.NaN, row.Number(3), row.Number(4))));
        Each(session, "name, value FROM run_params", "name", byId, (run, row) => run.Params.Add(new(row.Text(1), row.Text(2))));
        Each(session, "name, value FROM run_tags", "name", byId, (run, row) => run.Tags.Add(new(row.Text(1), row.Text(2))));
        Each(session, "name, digest, source_type, source, schema_text, profile_text, tags_json FROM run_inputs", "position", byId, (run, row) => RunLinks.Place(run, row, 1));
        Each(session, "model_id, step FROM run_outputs", "model_id", byId, (run, row) => run.Outputs.Add(new RunOutput(row.Text(1), row.Number(2))));
    }

    // The list is filled up to one of two lengths, so that the statement stays prepared.
    static void Each(StoreSession session, string columns, string order, Dictionary<string, TrackedRun> runs, Action<TrackedRun, StoreStatement> take)
    {
        if (runs.Count == 0) return;
        var length = runs.Count <= 16 ? 16 : GroupOfRuns;
        var places = string.Join(", ", Enumerable.Range(1, length).Select(i => $"${i}"));
        var rows = session.Statement($"SELECT run_id, {columns} WHERE run_id IN ({places}) ORDER BY run_id, {order}");
        var bound = 0;
        foreach (var run in runs.Keys) rows.Bind(++bound, run);
        while (bound < length) rows.Bind(++bound, "");
        TrackedRun? current = null;
        byte[] id = [];
        while (rows.Next())
        {
            if (current is null || !rows.Utf8(0).SequenceEqual(id))
            {
                id = rows.Utf8(0).ToArray();
                current = runs[rows.Text(0)];
            }
            take(current, rows);
        }
    }
}
