using System.Globalization;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>The projects that runs belong to.</summary>
public sealed class ProjectStore
{
    internal const string Columns = "id, name, artifact_location, created_us, changed_us, deleted_us";

    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal ProjectStore(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <exception cref="RondoException">The name is taken, perhaps by a deleted project.</exception>
    public Project Create(string name, IReadOnlyList<KeyValuePair<string, string>>? tags = null) => _database.Write(session =>
    {
        if (Find(session, name) is { } taken) throw Taken(taken);
        var id = Insert(session, name, _clock.NowMicroseconds);
        foreach (var (tag, value) in tags ?? []) SetTag(session, id, tag, value);
        return Require(session, id);
    });

    /// <exception cref="RondoException">There is none.</exception>
    public Project Get(string id) => _database.Read(session => Require(session, id));

    /// <summary>The project of this name, deleted ones too; null when there is none.</summary>
    public Project? Find(string name) => _database.Read(session => Find(session, name));

    /// <summary>All projects, the newest first.</summary>
    public IReadOnlyList<Project> List(bool withDeleted = false) => _database.Read(session => session
        .Query<ProjectRow>($"SELECT {Columns} FROM projects {(withDeleted ? "" : "WHERE deleted_us IS NULL")} ORDER BY changed_us DESC, id DESC")
        .ConvertAll(row => row.ToProject(TagsOf(session, row.Id))));

    public void Rename(string id, string name) => Change(id, session =>
    {
        if (Find(session, name) is { } taken && taken.Id != id) throw Taken(taken);
        session.Execute("UPDATE projects SET name = @name WHERE id = @id", new { id, name });
    });

    public void SetTag(string id, string name, string value) => Change(id, session => SetTag(session, id, name, value));

    public void DeleteTag(string id, string name) => Change(id, session => session.Execute("DELETE FROM project_tags WHERE project_id = @id AND name = @name", new { id, name }));

    /// <summary>Hides a project with its runs; <see cref="Restore"/> brings them back.</summary>
    public void Delete(string id) => _database.Write(session =>
    {
        RequireActive(session, id);
        var now = _clock.NowMicroseconds;
        session.Execute("UPDATE projects SET deleted_us = @now, changed_us = @now WHERE id = @id", new { id, now });
        session.Execute("UPDATE runs SET deleted_us = @now WHERE project_id = @id AND deleted_us IS NULL", new { id, now });
    });

    /// <summary>Brings back a project and the runs that went with it.</summary>
    public void Restore(string id) => _database.Write(session =>
    {
        var project = Require(session, id);
        if (project.Deleted is not { } deleted) return;
        var then = deleted.ToMicroseconds();
        session.Execute("UPDATE projects SET deleted_us = NULL, changed_us = @now WHERE id = @id", new { id, now = _clock.NowMicroseconds });
        session.Execute("UPDATE runs SET deleted_us = NULL WHERE project_id = @id AND deleted_us = @then", new { id, then });
    });

    /// <summary>Deletes a deleted project for good, with its runs, their files' names and its logged models.</summary>
    /// <exception cref="RondoException">It is not deleted, or a run of it made a model version that is still there.</exception>
    public void DeletePermanently(string id) => _database.Write(session =>
    {
        if (Require(session, id).Deleted is null) throw new RondoException("project_active", $"Project {id} is not deleted, so it isn't deleted for good.", "Delete it first.");
        var version = session.First<string>("SELECT v.model FROM model_versions AS v JOIN runs AS r ON r.id = v.run_id WHERE r.project_id = @id LIMIT 1", new { id });
        if (version is not null) throw new RondoException("run_in_use", $"A run of project {id} made a version of the model '{version}'.", "Delete that version first.");
        session.Execute("DELETE FROM metric_points WHERE run_id IN (SELECT id FROM runs WHERE project_id = @id)", new { id });
        session.Execute("DELETE FROM metric_summaries WHERE run_id IN (SELECT id FROM runs WHERE project_id = @id)", new { id });
        session.Execute("DELETE FROM artifacts WHERE owner IN (SELECT id FROM runs WHERE project_id = @id UNION ALL SELECT id FROM logged_models WHERE project_id = @id)", new { id });
        session.Execute("DELETE FROM runs WHERE project_id = @id", new { id });
        session.Execute("DELETE FROM logged_models WHERE project_id = @id", new { id });
        session.Execute("DELETE FROM projects WHERE id = @id", new { id });
    });

    /// <summary>Deletes a project for good; runs that are still there keep it.</summary>
    internal void Purge(string id) => _database.Write(session =>
    {
        if (session.Scalar<long>("SELECT count(*) FROM runs WHERE project_id = @id", new { id }) > 0) return;
        session.Execute("DELETE FROM logged_models WHERE project_id = @id", new { id });
        session.Execute("DELETE FROM projects WHERE id = @id", new { id });
    });

    /// <summary>The id of the project of this name, which is made when there is none.</summary>
    internal static string IdOf(StoreSession session, string name, long now) => Find(session, name)?.Id ?? Insert(session, name, now);

    internal static void RequireActive(StoreSession session, string id)
    {
        var row = session.Statement("SELECT deleted_us FROM projects WHERE id = $1").Bind(1, id);
        if (!row.Next()) throw Unknown(id);
        var isDeleted = !row.IsNull(0);
        row.Stop();
        if (isDeleted) throw new RondoException("project_deleted", $"Project {id} is deleted and takes no runs.", "Restore it first.");
    }

    internal static Project Require(StoreSession session, string id) =>
        session.First<ProjectRow>($"SELECT {Columns} FROM projects WHERE id = @id", new { id })?.ToProject(TagsOf(session, id)) ?? throw Unknown(id);

    static Project? Find(StoreSession session, string name) =>
        session.First<ProjectRow>($"SELECT {Columns} FROM projects WHERE name = @name", new { name }) is { } row ? row.ToProject(TagsOf(session, row.Id)) : null;

    static List<KeyValuePair<string, string>> TagsOf(StoreSession session, string id) => session
        .Query<(string Name, string Value)>("SELECT name, value FROM project_tags WHERE project_id = @id ORDER BY name", new { id })
        .ConvertAll(tag => KeyValuePair.Create(tag.Name, tag.Value));

    static string Insert(StoreSession session, string name, long now)
    {
        var id = session.Scalar<long>("UPDATE counters SET value = value + 1 WHERE name = 'projects' RETURNING value").ToString(CultureInfo.InvariantCulture);
        session.Execute($"INSERT INTO projects ({Columns}) VALUES (@id, @name, @location, @now, @now, NULL)", new { id, name, location = $"mlflow-artifacts:/{id}", now });
        return id;
    }

    static void SetTag(StoreSession session, string id, string name, string value) => session.Execute("""
        INSERT INTO project_tags (project_id, name, value) VALUES (@id, @name, @value)
        ON CONFLICT (project_id, name) DO UPDATE SET value = excluded.value
        """, new { id, name, value });

    void Change(string id, Action<StoreSession> change) => _database.Write(session =>
    {
        RequireActive(session, id);
        change(session);
        session.Execute("UPDATE projects SET changed_us = @now WHERE id = @id", new { id, now = _clock.NowMicroseconds });
    });

    static RondoException Unknown(string id) => new("unknown_project", $"There is no project with the id '{id}'.");

    static RondoException Taken(Project project) => new("project_exists",
        $"There is a project named '{project.Name}' already{(project.Deleted is null ? "" : ", though it is deleted")}.",
        project.Deleted is null ? null : "Restore it, delete it for good, or choose another name.");

    sealed class ProjectRow
    {
        public string Id { get; set; } = "";
        public string Name { get; set; } = "";
        public string ArtifactLocation { get; set; } = "";
        public long CreatedUs { get; set; }
        public long ChangedUs { get; set; }
        public long? DeletedUs { get; set; }

        public Project ToProject(IReadOnlyList<KeyValuePair<string, string>> tags) => new()
        {
            Id = Id,
            Name = Name,
            ArtifactLocation = ArtifactLocation,
            Created = StoreClock.FromMicroseconds(CreatedUs),
            Changed = StoreClock.FromMicroseconds(ChangedUs),
            Deleted = StoreClock.FromMicroseconds(DeletedUs),
            Tags = tags,
        };
    }
}
