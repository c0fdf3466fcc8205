using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store.Access;
using static Rondo.Lifecycle.Store.ModelQueries;

namespace Rondo.Lifecycle.Store;

/// <summary>The registered models of a workspace: versions, aliases, and who moved them when.</summary>
public sealed partial class ModelStore
{
    readonly StoreDatabase _database;
    readonly ObjectStore _objects;
    readonly TimeProvider _clock;

    internal ModelStore(StoreDatabase database, ObjectStore objects, TimeProvider clock)
    {
        _database = database;
        _objects = objects;
        _clock = clock;
    }

    /// <summary>
    /// Registers a stored package as the model's next version, with its alias, in one transaction.
    /// The package's objects are on the disk before, so that no version is ever there by half. Numbers are never used again.
    /// </summary>
    public ModelVersion Register(ModelPackage package, Registration registration)
    {
        var name = ModelReference.CheckName(registration.Model ?? package.Description.Name);
        if (registration.Alias is { } asked) ModelReference.CheckAlias(asked);
        package.RequireStoredIn(_objects);
        return _database.Write(session =>
        {
            var number = NextNumber(session, name);
            Insert(session, name, number, package, registration);
            var alias = AliasFor(session, name, registration);
            var previous = alias is null ? null : Move(session, name, alias, number);
            Record(session, new Change("registered", name, number, alias, previous), registration.Author);
            Retain(session, name, registration.Author);
            var version = Version(session, name, number)!;
            registration.Within?.Invoke(session, version);
            return version;
        });
    }

    /// <summary>The version that is meant, or a mistake that says what there is.</summary>
    public ModelVersion Get(ModelReference reference) => _database.Read(session => Require(session, reference));

    /// <summary>The package of a version, its manifest verified; its files are verified as they are read.</summary>
    public ModelPackage Open(ModelVersion version) => version.IsForeign
        ? throw new RondoException("no_package", $"Version {version} was made elsewhere and has no package of Rondo.", $"Its source is {version.Source}.")
        : ModelPackage.Open(_objects, version.PackageHash);

    public ModelPackage Open(ModelReference reference) => Open(Get(reference));

    public IReadOnlyList<RegisteredModel> List() => _database.Read(Models);

    /// <summary>The versions of a model, the newest first.</summary>
    public IReadOnlyList<ModelVersion> Versions(string model) => _database.Read(session =>
    {
        RequireModel(session, model);
        return VersionsOf(session, model);
    });

    /// <summary>Makes a version the champion; if it was the challenger, it no longer is. One of two promoters with the same expectation wins.</summary>
    /// <param name="force">Promotes even a version that missed its success criteria.</param>
    public ModelVersion Promote(ModelReference reference, ExpectedAlias expected = default, Author? author = null, bool force = false) =>
        _database.Write(session =>
        {
            var version = Require(session, reference);
            if (!version.Success && !force) throw SuccessMissed(version);
            if (!force) RequireApproval(session, version);
            return Promote(session, version, expected, author ?? new Author());
        });

    /// <summary>The same in a transaction that does more; whether the version may be promoted is the caller's to know.</summary>
    internal ModelVersion Promote(StoreSession session, ModelVersion version, ExpectedAlias expected, Author author)
    {
        CheckExpected(session, version.Model, ModelReference.Champion, expected);
        if (Target(session, version.Model, ModelReference.Champion) == version.Number) return version;
        var previous = Move(session, version.Model, ModelReference.Champion, version.Number);
        author = author with { Evidence = Evidence(session, version, previous, author) };
        Record(session, new Change("promoted", version.Model, version.Number, ModelReference.Champion, previous), author);
        if (version.Aliases.Contains(ModelReference.Challenger))
            Remove(session, version.Model, ModelReference.Challenger, author);
        return Version(session, version.Model, version.Number)!;
    }

    /// <summary>Points an alias at a version, provided that it still points where the caller thinks.</summary>
    public ModelVersion SetAlias(string alias, ModelReference reference, ExpectedAlias expected = default, Author? author = null, bool force = false)
    {
        if (ModelReference.CheckAlias(alias) == ModelReference.Champion) return Promote(reference, expected, author, force);
        return _database.Write(session =>
        {
            var version = Require(session, reference);
            CheckExpected(session, version.Model, alias, expected);
            if (version.Aliases.Contains(alias)) return version;
            var previous = Move(session, version.Model, alias, version.Number);
            Record(session, new Change("alias_set", version.Model, version.Number, alias, previous), author ?? new Author());
            return Version(session, version.Model, version.Number)!;
        });
    }

    public void RemoveAlias(string model, string alias, ExpectedAlias expected = default, Author? author = null) =>
        _database.Write(session =>
        {
            RequireModel(session, model);
            if (Target(session, model, alias) is null) throw UnknownAlias(session, model, alias);
            CheckExpected(session, model, alias, expected);
            Remove(session, model, alias, author ?? new Author());
        });

    /// <summary>Makes the previous champion the champion again; doing so twice goes two champions back.</summary>
    public ModelVersion Rollback(string model, ExpectedAlias expected = default, Author? author = null) =>
        _database.Write(session =>
        {
            RequireModel(session, model);
            CheckExpected(session, model, ModelReference.Champion, expected);
            var current = Target(session, model, ModelReference.Champion)
                ?? throw new RondoException("no_champion", $"Model '{model}' has no champion to roll back from.");
            var earlier = FormerChampions(session, model)
                .Where(number => number != current)
                .Select(number => Version(session, model, number))
                .FirstOrDefault(version => version is not null)
                ?? throw new RondoException("no_previous_champion", $"Model '{model}' had no champion before version {current} that is still there.");
            Move(session, model, ModelReference.Champion, earlier.Number);
            Record(session, new Change("rolled_back", model, earlier.Number, ModelReference.Champion, current), author ?? new Author());
            return Version(session, model, earlier.Number)!;
        });

    /// <summary>Deletes a version that no alias points at, or any when forced. The audit trail stays, the number isn't used again.</summary>
    /// <param name="withModel">Whether the model goes with its last version.</param>
    public void Delete(ModelReference reference, Author? author = null, bool force = false, bool withModel = true) => _database.Write(session =>
    {
        if (reference.Number is null)
            throw new RondoException("version_needed", $"'{reference}' doesn't say which version to delete.", $"Write '{reference.Name}@3', say.");
        Delete(session, Require(session, reference), author ?? new Author(), force);
        if (withModel) session.Execute("DELETE FROM models WHERE name = @Name AND NOT EXISTS (SELECT 1 FROM model_versions WHERE model = @Name)", new { reference.Name });
    });

    /// <summary>Deletes a model with all of its versions.</summary>
    public void DeleteModel(string model, Author? author = null, bool force = false) => _database.Write(session =>
    {
        RequireModel(session, model);
        foreach (var version in VersionsOf(session, model)) Delete(session, version, author ?? new Author(), force);
        session.Execute("DELETE FROM models WHERE name = @model", new { model });
    });

    /// <summary>The audit trail of a model, oldest first; it outlives the model.</summary>
    public IReadOnlyList<ModelEvent> History(string model) => _database.Read(session =>
    {
        var events = Events(session, model);
        if (events.Count == 0) RequireModel(session, model);
        return events;
    });

    /// <summary>How often each model was rolled back, those that never were included.</summary>
    public IReadOnlyDictionary<string, long> Rollbacks() => _database.Read(session =>
    {
        var rollbacks = session.Query<string>("SELECT model FROM events WHERE kind = 'rolled_back'").CountBy(m => m).ToDictionary(StringComparer.Ordinal);
        return session.Query<string>("SELECT name FROM models").ToDictionary(m => m, m => (long)rollbacks.GetValueOrDefault(m), StringComparer.Ordinal);
    });

    /// <summary>The version that a rollback would make the champion again; null when there is none.</summary>
    public int? FormerChampion(string model) => _database.Read(session => FormerChampion(session, model));

    static int? FormerChampion(StoreSession session, string model) => Target(session, model, ModelReference.Champion) is { } current
        ? FormerChampions(session, model).Where(number => number != current).Select(number => Version(session, model, number)?.Number).FirstOrDefault(number => number is not null)
        : null;

    /// <summary>Deletes the oldest versions without an alias beyond so many; what a rollback would go back to, and what an experiment tries, stay.</summary>
    internal void Retain(string model, int keep, Author author) => _database.Write(session => Retain(session, model, keep, author));

    /// <summary>The version that an alias pointed at at that time, or null.</summary>
    public int? AliasAt(string model, string alias, DateTimeOffset time) =>
        History(model).LastOrDefault(e => e.Alias == alias && e.Time <= time)?.Version;

    int NextNumber(StoreSession session, string name)
    {
        session.Execute("""
            INSERT INTO models (name, created_us, last_number, had_champion, changed_us)
            VALUES (@name, @now, coalesce((SELECT max(version) FROM events WHERE model = @name), 0), 0, @now)
            ON CONFLICT (name) DO UPDATE SET changed_us = excluded.changed_us
            """,
            new { name, now = _clock.NowMicroseconds });
        return (int)session.Scalar<long>("UPDATE models SET last_number = last_number + 1 WHERE name = @name RETURNING last_number", new { name });
    }

    void Insert(StoreSession session, string name, int number, ModelPackage package, Registration registration)
    {
        var lineage = package.Description.Lineage;
        session.Execute("""
            INSERT INTO model_versions
                (model, number, run_id, package_hash, model_hash, spec_hash, data_hash, created_us, success, metrics_json, created_by, changed_us)
            VALUES
                (@name, @number, (SELECT id FROM runs WHERE id = @Run), @Hash, @ModelHash, @SpecHash, @DataHash, @now, @success, @metrics, @By, @now)
            """,
            new
            {
                name,
                number,
                lineage.Run,
                package.Hash,
                lineage.ModelHash,
                lineage.SpecHash,
                lineage.DataHash,
                now = _clock.NowMicroseconds,
                success = registration.Success ? 1 : 0,
                metrics = JsonSerializer.Serialize(new(package.Description.Metrics), StoreJson.Default.DictionaryStringNullableDouble),
                registration.Author.By,
            });
    }

    static string? AliasFor(StoreSession session, string name, Registration registration)
    {
        if (!registration.Success || registration.IsCancelled) return null;
        if (registration.Alias is not null) return registration.Alias;
        var hadChampion = session.Scalar<long>("SELECT had_champion FROM models WHERE name = @name", new { name }) != 0;
        return hadChampion ? ModelReference.Challenger : ModelReference.Champion;
    }

    /// <summary>Points the alias at the version and returns where it pointed before.</summary>
    int? Move(StoreSession session, string model, string alias, int number)
    {
        var previous = Target(session, model, alias);
        session.Execute("""
            INSERT INTO aliases (model, alias, number, changed_us) VALUES (@model, @alias, @number, @now)
            ON CONFLICT (model, alias) DO UPDATE SET number = excluded.number, changed_us = excluded.changed_us
            """,
            new { model, alias, number, now = _clock.NowMicroseconds });
        if (alias == ModelReference.Champion) session.Execute("UPDATE models SET had_champion = 1 WHERE name = @model", new { model });
        return previous;
    }

    void Remove(StoreSession session, string model, string alias, Author author)
    {
        var previous = Target(session, model, alias);
        session.Execute("DELETE FROM aliases WHERE model = @model AND alias = @alias", new { model, alias });
        Record(session, new Change("alias_removed", model, null, alias, previous), author);
    }

    void Delete(StoreSession session, ModelVersion version, Author author, bool force)
    {
        if (version.Aliases is [var alias, ..] && !force)
            throw new RondoException("version_in_use", $"Version {version} is the {alias} and isn't deleted.",
                "Move the alias first, or use --force.");
        foreach (var held in version.Aliases) Remove(session, version.Model, held, author);
        session.Execute("DELETE FROM model_versions WHERE model = @Model AND number = @Number", new { version.Model, version.Number });
        Record(session, new Change("deleted", version.Model, version.Number, null, null), author);
    }

    void Record(StoreSession session, Change change, Author author) => Record(session, _clock, change, author);

    /// <summary>Writes an entry of the audit trail, in the transaction of what it tells.</summary>
    internal static void Record(StoreSession session, TimeProvider clock, Change change, Author author)
    {
        var sequence = session.Scalar<long>("UPDATE counters SET value = value + 1 WHERE name = 'events' RETURNING value");
        session.Execute("""
            INSERT INTO events (sequence, time_us, kind, model, version, alias, previous, actor, reason, evidence_json)
            VALUES (@sequence, @now, @Kind, @Model, @Version, @Alias, @Previous, @By, @Reason, @evidence)
            """,
            new
            {
                sequence,
                now = clock.NowMicroseconds,
                change.Kind,
                change.Model,
                change.Version,
                change.Alias,
                change.Previous,
                author.By,
                author.Reason,
                evidence = JsonSerializer.Serialize(new(author.Evidence), StoreJson.Default.DictionaryStringString),
            });
        AuditLog.Append(session, clock, author, $"model.{change.Kind}", change.Version is { } version ? $"{change.Model}@{version}" : change.Model, change.Describe(author));
    }

    static void CheckExpected(StoreSession session, string model, string alias, ExpectedAlias expected)
    {
        var current = Target(session, model, alias);
        if (expected.Allows(current)) return;
        var found = current is { } number ? $"version {number}" : "no version";
        throw new RondoException("alias_moved", $"The {alias} of '{model}' was expected to be {expected}, but is {found} now: somebody else moved it.",
            "Look at `rondo history` and decide again.");
    }

    static RondoException SuccessMissed(ModelVersion version) => new(
        new Mistake("success_missed", $"Version {version} missed its success criteria and isn't promoted.")
        {
            Blame = Blame.Criterion,
            Hint = "Improve the model, or use --force.",
        });

    internal sealed record Change(string Kind, string Model, int? Version, string? Alias, int? Previous)
    {
        public Dictionary<string, string> Describe(Author author)
        {
            var detail = new Dictionary<string, string>();
            if (Alias is not null) detail["alias"] = Alias;
            if (Previous is { } previous) detail["previous"] = previous.ToString(CultureInfo.InvariantCulture);
            if (author.Reason is not null) detail["reason"] = author.Reason;
            foreach (var (name, fact) in author.Evidence) detail.TryAdd(name, fact);
            return detail;
        }
    }
}
