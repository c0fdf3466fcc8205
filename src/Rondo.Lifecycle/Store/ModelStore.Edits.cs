using System.Globalization;
using Rondo.Engine.Errors;
using static Rondo.Lifecycle.Store.ModelQueries;

namespace Rondo.Lifecycle.Store;

/// <summary>What people write about models and versions, rules for them, and versions that were made elsewhere.</summary>
public sealed partial class ModelStore
{
    /// <summary>Makes a model without a version.</summary>
    /// <exception cref="RondoException">There is one of this name.</exception>
    public RegisteredModel Create(string name, string description = "", IReadOnlyList<KeyValuePair<string, string>>? tags = null) => _database.Write(session =>
    {
        ModelReference.CheckName(name);
        RequireFree(session, name);
        Insert(session, name, description);
        foreach (var (tag, value) in tags ?? []) SetTag(session, name, tag, value);
        return RequireDescribed(session, name);
    });

    /// <exception cref="RondoException">There is none.</exception>
    public RegisteredModel Find(string name) => _database.Read(session => RequireDescribed(session, name));

    public RegisteredModel Describe(string name, string description) => Edit(name, session =>
        session.Execute("UPDATE models SET description = @description WHERE name = @name", new { name, description }));

    public void SetTag(string name, string tag, string value) => Edit(name, session => SetTag(session, name, tag, value));

    public void DeleteTag(string name, string tag) => Edit(name, session =>
        session.Execute("DELETE FROM model_tags WHERE model = @name AND name = @tag", new { name, tag }));

    /// <summary>Sets what holds for all versions; versions beyond those to keep go at once.</summary>
    public RegisteredModel SetRules(string name, ModelRules rules, Author? author = null) => Edit(name, session =>
    {
        if (rules.KeepVersions is < 1) throw new RondoException("bad_arguments", $"At least one version is kept; found {rules.KeepVersions}.");
        session.Execute("UPDATE models SET needs_approval = @needs, keep_versions = @KeepVersions WHERE name = @name",
            new { name, needs = rules.NeedsApproval ? 1 : 0, rules.KeepVersions });
        Retain(session, name, author ?? new Author());
    });

    /// <summary>Gives a model another name; its audit trail goes on under the new one.</summary>
    public RegisteredModel Rename(string name, string newName, Author? author = null) => _database.Write(session =>
    {
        RequireModel(session, name);
        ModelReference.CheckName(newName);
        if (newName == name) return RequireDescribed(session, name);
        RequireFree(session, newName);
        session.Execute("""
            INSERT INTO models (name, created_us, last_number, had_champion, description, changed_us, needs_approval, keep_versions)
            SELECT @newName, created_us, last_number, had_champion, description, @now, needs_approval, keep_versions FROM models WHERE name = @name
            """, new { name, newName, now = _clock.NowMicroseconds });
        session.Execute("UPDATE model_tags SET model = @newName WHERE model = @name", new { name, newName });
        // Children refer to versions by name and number, so the new rows come first.
        session.Execute($"INSERT INTO model_versions ({VersionRow.Columns}) SELECT {VersionRow.Columns.Replace("model, ", "@newName, ", StringComparison.Ordinal)} FROM model_versions WHERE model = @name", new { name, newName });
        foreach (var table in (string[])["aliases", "model_version_tags", "model_approvals"])
            session.Execute($"UPDATE {table} SET model = @newName WHERE model = @name", new { name, newName });
        session.Execute("DELETE FROM models WHERE name = @name", new { name });
        foreach (var table in (string[])["events", "webhooks", "labels", "alert_rules", "serving_counts", "retrains", "retrain_counts"]) session.Execute($"UPDATE {table} SET model = @newName WHERE model = @name", new { name, newName });
        author ??= new Author();
        Record(session, new Change("renamed", newName, null, null, null), author with { Evidence = new Dictionary<string, string>(author.Evidence) { ["from"] = name } });
        return RequireDescribed(session, newName);
    });

    /// <summary>Registers a version that was made elsewhere; the model must be there.</summary>
    public ModelVersion RegisterForeign(string name, ForeignVersion foreign, Author? author = null) => _database.Write(session =>
    {
        RequireModel(session, name);
        author ??= new Author();
        var number = NextNumber(session, name);
        session.Execute("""
            INSERT INTO model_versions (model, number, run_id, package_hash, model_hash, spec_hash, data_hash, created_us, success, metrics_json,
                description, source, storage, run_link, model_id, created_by, changed_us)
            VALUES (@name, @number, (SELECT id FROM runs WHERE id = @RunId), '', '', '', '', @now, 1, '{}',
                @Description, @Source, @Storage, @RunLink, @LoggedModel, @By, @now)
            """,
            new { name, number, foreign.RunId, foreign.Description, foreign.Source, foreign.Storage, foreign.RunLink, foreign.LoggedModel, author.By, now = _clock.NowMicroseconds });
        foreach (var (tag, value) in foreign.Tags) SetTag(session, name, number, tag, value);
        Touch(session, name);
        Record(session, new Change("registered", name, number, null, null), author);
        Retain(session, name, author);
        return Version(session, name, number)!;
    });

    public ModelVersion DescribeVersion(ModelReference reference, string description) => Edit(reference, (session, version) =>
        session.Execute("UPDATE model_versions SET description = @description WHERE model = @Model AND number = @Number", new { description, version.Model, version.Number }));

    public void SetVersionTag(ModelReference reference, string tag, string value) => Edit(reference, (session, version) =>
        SetTag(session, version.Model, version.Number, tag, value));

    public void DeleteVersionTag(ModelReference reference, string tag) => Edit(reference, (session, version) =>
        session.Execute("DELETE FROM model_version_tags WHERE model = @Model AND number = @Number AND name = @tag", new { tag, version.Model, version.Number }));

    /// <summary>Sets MLflow's stage.</summary>
    /// <param name="archiveOthers">Whether other versions of that stage become Archived.</param>
    public ModelVersion SetStage(ModelReference reference, string stage, bool archiveOthers, Author? author = null) => Edit(reference, (session, version) =>
    {
        if (stage is not ("None" or "Staging" or "Production" or "Archived"))
            throw new RondoException("invalid_stage", $"There is no stage '{stage}'.", "Stages are None, Staging, Production and Archived.");
        var now = _clock.NowMicroseconds;
        if (archiveOthers)
            session.Execute("UPDATE model_versions SET stage = 'Archived', changed_us = @now WHERE model = @Model AND number <> @Number AND stage = @stage", new { now, stage, version.Model, version.Number });
        session.Execute("UPDATE model_versions SET stage = @stage WHERE model = @Model AND number = @Number", new { stage, version.Model, version.Number });
        author ??= new Author();
        Record(session, new Change("stage_set", version.Model, version.Number, null, null),
            author with { Evidence = new Dictionary<string, string>(author.Evidence) { ["stage"] = stage, ["before"] = version.Stage } });
    });

    /// <summary>Says yes or no to a version; a later word of the same person replaces the earlier.</summary>
    public ModelVersion Approve(ModelReference reference, bool isApproved, Author? author = null) => Edit(reference, (session, version) =>
    {
        author ??= new Author();
        session.Execute("""
            INSERT INTO model_approvals (model, number, actor, approved, reason, time_us) VALUES (@Model, @Number, @By, @approved, @Reason, @now)
            ON CONFLICT (model, number, actor) DO UPDATE SET approved = excluded.approved, reason = excluded.reason, time_us = excluded.time_us
            """, new { version.Model, version.Number, author.By, approved = isApproved ? 1 : 0, author.Reason, now = _clock.NowMicroseconds });
        Record(session, new Change(isApproved ? "approved" : "rejected", version.Model, version.Number, null, null), author);
    });

    public IReadOnlyList<Approval> Approvals(ModelReference reference) => _database.Read(session =>
    {
        var version = Require(session, reference);
        return ApprovalsOf(session, version.Model, version.Number);
    });

    /// <summary>What people said of each version of a model, by its number.</summary>
    public ILookup<int, Approval> ApprovalsOfAll(string model) => _database.Read(session => ApprovalsOf(session, model));

    internal static void RequireApproval(StoreSession session, ModelVersion version)
    {
        if (session.Scalar<long>("SELECT needs_approval FROM models WHERE name = @Model", new { version.Model }) == 0) return;
        var words = ApprovalsOf(session, version.Model, version.Number);
        if (words.FirstOrDefault(w => !w.IsApproved) is { } no)
            throw new RondoException("rejected", $"Version {version} was rejected by {no.By}{(no.Reason is null ? "" : $": {no.Reason}")}.", "Have it approved after all, or use --force.");
        if (words.Count == 0)
            throw new RondoException("approval_needed", $"Versions of '{version.Model}' are promoted once somebody has approved them; nobody has approved {version}.", $"rondo models approve {version}");
    }

    // What the decision rests on: both versions' test metrics and who approved.
    static Dictionary<string, string> Evidence(StoreSession session, ModelVersion version, int? previous, Author author)
    {
        var evidence = new Dictionary<string, string>(author.Evidence);
        Add("", version);
        if (previous is { } number && Version(session, version.Model, number) is { } champion) Add("before.", champion);
        var approvals = ApprovalsOf(session, version.Model, version.Number).Where(a => a.IsApproved).Select(a => a.By).ToList();
        if (approvals.Count > 0) evidence.TryAdd("approved_by", string.Join(", ", approvals));
        evidence.TryAdd("success", version.Success ? "met" : "missed");
        return evidence;

        void Add(string prefix, ModelVersion of)
        {
            foreach (var (name, value) in of.Metrics)
                if (value is { } number) evidence.TryAdd(prefix + name, number.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    void Retain(StoreSession session, string name, Author author)
    {
        if (session.Scalar<long?>("SELECT keep_versions FROM models WHERE name = @name", new { name }) is not { } keep) return;
        Retain(session, name, keep, author);
    }

    // What a rollback would go back to, and what is being tried, stay however old they are.
    void Retain(StoreSession session, string name, long keep, Author author)
    {
        int?[] needed = [FormerChampion(session, name), .. Experiments.AbTestStore.Tried(session, name)];
        foreach (var version in VersionsOf(session, name).Where(v => v.Aliases.Count == 0).Skip((int)keep).Where(v => !needed.Contains(v.Number)))
            Delete(session, version, author with { Reason = string.Create(CultureInfo.InvariantCulture, $"only the {keep} newest versions without an alias are kept") }, force: false);
    }

    void Insert(StoreSession session, string name, string description) => session.Execute("""
        INSERT INTO models (name, created_us, last_number, had_champion, description, changed_us)
        VALUES (@name, @now, coalesce((SELECT max(version) FROM events WHERE model = @name), 0), 0, @description, @now)
        """, new { name, description, now = _clock.NowMicroseconds });

    static void RequireFree(StoreSession session, string name)
    {
        if (session.Scalar<long>("SELECT count(*) FROM models WHERE name = @name", new { name }) > 0)
            throw new RondoException("model_exists", $"There is a model named '{name}' already.");
    }

    static void SetTag(StoreSession session, string name, string tag, string value) => session.Execute("""
        INSERT INTO model_tags (model, name, value) VALUES (@name, @tag, @value)
        ON CONFLICT (model, name) DO UPDATE SET value = excluded.value
        """, new { name, tag, value });

    static void SetTag(StoreSession session, string name, int number, string tag, string value) => session.Execute("""
        INSERT INTO model_version_tags (model, number, name, value) VALUES (@name, @number, @tag, @value)
        ON CONFLICT (model, number, name) DO UPDATE SET value = excluded.value
        """, new { name, number, tag, value });

    void Touch(StoreSession session, string name) =>
        session.Execute("UPDATE models SET changed_us = @now WHERE name = @name", new { name, now = _clock.NowMicroseconds });

    RegisteredModel Edit(string name, Action<StoreSession> edit) => _database.Write(session =>
    {
        RequireModel(session, name);
        edit(session);
        Touch(session, name);
        return RequireDescribed(session, name);
    });

    ModelVersion Edit(ModelReference reference, Action<StoreSession, ModelVersion> edit) => _database.Write(session =>
    {
        var version = Require(session, reference);
        edit(session, version);
        session.Execute("UPDATE model_versions SET changed_us = @now WHERE model = @Model AND number = @Number", new { now = _clock.NowMicroseconds, version.Model, version.Number });
        return Version(session, version.Model, version.Number)!;
    });
}
