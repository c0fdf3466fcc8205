using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Engines;
using Rondo.Lifecycle.Store.Tracking.Filters;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>The models that programs log, before and after they become versions of registered models.</summary>
public sealed class LoggedModelStore
{
    const string Columns = "r.id, r.project_id, r.name, r.run_id, r.model_type, r.status, r.status_message, r.created_us, r.changed_us";

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal LoggedModelStore(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    public Task<LoggedModel> Create(LoggedModelCreation creation)
    {
        // The form that MLflow's clients know a logged model by.
        var id = "m-" + Guid.CreateVersion7(_clock.GetUtcNow()).ToString("N");
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            ProjectStore.RequireActive(session, creation.ProjectId);
            if (creation.RunId is { } run) TrackingStore.RequireActive(session, run, now);
            session.Statement("""
                INSERT INTO logged_models (id, project_id, name, run_id, model_type, status, created_us, changed_us) VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7)
                """).Bind(1, id).Bind(2, creation.ProjectId).Bind(3, creation.Name).Bind(4, creation.RunId).Bind(5, creation.ModelType).Bind(6, now).Bind(7, now).Run();
            SetParams(session, id, creation.Params);
            SetTags(session, id, creation.Tags);
            return Require(session, id);
        });
    }

    /// <exception cref="RondoException">There is none.</exception>
    public LoggedModel Get(string id) => _database.Read(session => Require(session, id));

    /// <summary>Says that its files are all there, or that they never will be.</summary>
    public Task<LoggedModel> Finish(string id, LoggedModelStatus status) => Change(id, session =>
        session.Statement("UPDATE logged_models SET status = $1 WHERE id = $2").Bind(1, WordOf(status)).Bind(2, id).Run());

    public Task<LoggedModel> SetTags(string id, IReadOnlyList<KeyValuePair<string, string>> tags) => Change(id, session => SetTags(session, id, tags));

    /// <exception cref="RondoException">There is no such tag.</exception>
    public Task<LoggedModel> DeleteTag(string id, string name) => Change(id, session =>
    {
        if (session.Statement("DELETE FROM logged_model_tags WHERE model_id = $1 AND name = $2").Bind(1, id).Bind(2, name).Run() == 0)
            throw new RondoException("unknown_tag", $"Logged model {id} has no tag '{name}'.");
    });

    /// <exception cref="RondoException">A parameter has another value already.</exception>
    public Task<LoggedModel> LogParams(string id, IReadOnlyList<KeyValuePair<string, string>> values) => Change(id, session => SetParams(session, id, values));

    public Task LogMetrics(string run, IReadOnlyList<LoggedModelMetric> metrics) => _database.Append(session => LogMetrics(session, run, metrics));

    /// <summary>Hides it: nothing finds it any more.</summary>
    public Task Delete(string id)
    {
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            if (session.Statement("UPDATE logged_models SET deleted_us = $1 WHERE id = $2 AND deleted_us IS NULL").Bind(1, now).Bind(2, id).Run() == 0) throw Unknown(id);
        });
    }

    /// <summary>The logged models of some projects that a filter lets through, the newest first unless told.</summary>
    public Page<LoggedModel> Search(SearchRequest request)
    {
        var question = SearchPages.Question(request, FilterSubject.LoggedModels);
        var offset = PageToken.Read(request.PageToken, question);
        return _database.Read(session =>
        {
            using var rows = new FilteredQuery(FilterSubject.LoggedModels, Columns, "r.created_us DESC, r.id DESC")
            {
                Request = request,
                Scope = sql => sql.Add(" AND r.deleted_us IS NULL AND r.project_id IN ").Values(request.Projects),
            }.Open(session, offset);
            var found = new List<LoggedModel>();
            while (rows.Rows.Next()) found.Add(OfRow(rows.Rows));
            var page = SearchPages.Cut(found, request, offset, question);
            foreach (var model in page.Items) Fill(session, model);
            return page;
        });
    }

    internal static void LogMetrics(StoreSession session, string run, IReadOnlyList<LoggedModelMetric> metrics)
    {
        foreach (var metric in metrics)
        {
            RequireThere(session, metric.ModelId);
            var isNan = double.IsNaN(metric.Point.Value);
            session.Statement("""
                INSERT INTO logged_model_metrics (model_id, run_id, name, step, time_us, value, is_nan, dataset_name, dataset_digest)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
                """)
                .Bind(1, metric.ModelId).Bind(2, run).Bind(3, metric.Point.Name).Bind(4, metric.Point.Step).Bind(5, metric.Point.TimeMicroseconds)
                .Bind(6, isNan ? 0 : metric.Point.Value).Bind(7, isNan ? 1L : 0L).Bind(8, metric.DatasetName).Bind(9, metric.DatasetDigest).Run();
        }
    }

    internal static LoggedModel Require(StoreSession session, string id)
    {
        var row = session.Statement($"SELECT {Columns} FROM logged_models AS r WHERE r.id = $1 AND r.deleted_us IS NULL").Bind(1, id);
        if (!row.Next()) throw Unknown(id);
        var model = OfRow(row);
        row.Stop();
        Fill(session, model);
        return model;
    }

    static void Fill(StoreSession session, LoggedModel model)
    {
        Pairs(session.Statement("SELECT name, value FROM logged_model_params WHERE model_id = $1 ORDER BY name").Bind(1, model.Id), model.Params);
        Pairs(session.Statement("SELECT name, value FROM logged_model_tags WHERE model_id = $1 ORDER BY name").Bind(1, model.Id), model.Tags);
        var metrics = session.Statement("""
            SELECT run_id, name, value, is_nan, step, time_us, dataset_name, dataset_digest FROM logged_model_metrics WHERE model_id = $1 ORDER BY name, step, time_us
            """).Bind(1, model.Id);
        while (metrics.Next())
        {
            var value = metrics.Number(3) != 0 ? double.NaN : metrics.Real(2);
            var point = new LoggedMetric(metrics.Text(1), value, metrics.Number(4), metrics.Number(5));
            model.Metrics.Add(new LoggedModelMetric(model.Id, metrics.Text(0), point, metrics.Text(6), metrics.Text(7)));
        }
        var versions = session.Statement("SELECT model, number FROM model_versions WHERE model_id = $1 ORDER BY model, number").Bind(1, model.Id);
        while (versions.Next()) model.Registrations.Add((versions.Text(0), versions.Number(1)));
    }

    static void Pairs(StoreStatement rows, List<KeyValuePair<string, string>> into)
    {
        while (rows.Next()) into.Add(new(rows.Text(0), rows.Text(1)));
    }

    static LoggedModel OfRow(StoreStatement row) => new()
    {
        Id = row.Text(0),
        ProjectId = row.Text(1),
        Name = row.Text(2),
        RunId = row.TextOrNull(3),
        ModelType = row.Text(4),
        Status = StatusOf(row.Text(5)),
        StatusMessage = row.TextOrNull(6),
        Created = row.Number(7),
        Changed = row.Number(8),
    };

    static string WordOf(LoggedModelStatus status) => status switch
    {
        LoggedModelStatus.Pending => "pending",
        LoggedModelStatus.Ready => "ready",
        _ => "failed",
    };

    static LoggedModelStatus StatusOf(string word) => word switch
    {
        "pending" => LoggedModelStatus.Pending,
        "ready" => LoggedModelStatus.Ready,
        _ => LoggedModelStatus.Failed,
    };

    static void SetParams(StoreSession session, string id, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        foreach (var (name, value) in values)
        {
            var isNew = session.Statement("INSERT INTO logged_model_params (model_id, name, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING").Bind(1, id).Bind(2, name).Bind(3, value).Run() == 1;
            if (isNew) continue;
            var known = session.Statement("SELECT value FROM logged_model_params WHERE model_id = $1 AND name = $2").Bind(1, id).Bind(2, name);
            known.Next();
            var before = known.Text(0);
            known.Stop();
            if (before != value)
                throw new RondoException("param_changed", $"Parameter '{name}' of logged model {id} is '{before}' already and can't become '{value}': parameters are set once.");
        }
    }

    static void SetTags(StoreSession session, string id, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        foreach (var (name, value) in tags)
            session.Statement("INSERT INTO logged_model_tags (model_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (model_id, name) DO UPDATE SET value = excluded.value")
                .Bind(1, id).Bind(2, name).Bind(3, value).Run();
    }

    static void RequireThere(StoreSession session, string id)
    {
        var row = session.Statement("SELECT 1 FROM logged_models WHERE id = $1 AND deleted_us IS NULL").Bind(1, id);
        if (!row.Next()) throw Unknown(id);
        row.Stop();
    }

    static RondoException Unknown(string id) => new("unknown_logged_model", $"There is no logged model '{id}'.");

    Task<LoggedModel> Change(string id, Action<StoreSession> change)
    {
        var now = _clock.NowMicroseconds;
        return _database.Append(session =>
        {
            RequireThere(session, id);
            change(session);
            session.Statement("UPDATE logged_models SET changed_us = $1 WHERE id = $2").Bind(1, now).Bind(2, id).Run();
            return Require(session, id);
        });
    }
}
