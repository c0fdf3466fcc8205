using System.Globalization;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store;

/// <summary>What can be asked about models within a transaction, and the mistakes of asking for what isn't there.</summary>
static class ModelQueries
{
    public static List<RegisteredModel> Models(StoreSession session) => session
        .Query<ModelRow>($"SELECT {ModelRow.Columns} FROM models ORDER BY name")
        .ConvertAll(row => Describe(session, row));

    public static RegisteredModel RequireDescribed(StoreSession session, string name)
    {
        RequireModel(session, name);
        return Describe(session, session.First<ModelRow>($"SELECT {ModelRow.Columns} FROM models WHERE name = @name", new { name })!);
    }

    public static ModelVersion Require(StoreSession session, ModelReference reference)
    {
        RequireModel(session, reference.Name);
        var number = reference.Number;
        if (number is null && reference.Alias is { } alias)
            number = Target(session, reference.Name, alias) ?? throw UnknownAlias(session, reference.Name, alias);
        number ??= Target(session, reference.Name, ModelReference.Champion) ?? NewestNumber(session, reference.Name);
        if (number == 0) throw new RondoException("no_version", $"Model '{reference.Name}' has no version yet.");
        return Version(session, reference.Name, number.Value) ?? throw UnknownVersion(session, reference.Name, number.Value);
    }

    public static void RequireModel(StoreSession session, string name)
    {
        if (session.Scalar<long>("SELECT count(*) FROM models WHERE name = @name", new { name }) != 0) return;
        var known = session.Query<string>("SELECT name FROM models ORDER BY name");
        throw new RondoException("unknown_model", $"There is no model named '{name}' in this workspace.",
            Spelling.DidYouMean(name, known) ?? (known.Count == 0 ? "None is registered yet." : $"There are: {string.Join(", ", known.Take(10))}."));
    }

    public static int? Target(StoreSession session, string model, string alias) =>
        (int?)session.Scalar<long?>("SELECT number FROM aliases WHERE model = @model AND alias = @alias", new { model, alias });

    static int NewestNumber(StoreSession session, string model) =>
        (int)session.Scalar<long>("SELECT max(number) FROM model_versions WHERE model = @model", new { model });

    public static ModelVersion? Version(StoreSession session, string model, int number) =>
        session.First<VersionRow>($"SELECT {VersionRow.Columns} FROM model_versions WHERE model = @model AND number = @number", new { model, number })
            ?.ToVersion(AliasesOf(session, model), TagsOf(session, model, number));

    public static List<ModelVersion> VersionsOf(StoreSession session, string model)
    {
        var aliases = AliasesOf(session, model);
        var tags = session.Query<VersionTagRow>("SELECT number, name, value FROM model_version_tags WHERE model = @model ORDER BY name", new { model })
            .ToLookup(t => t.Number, t => KeyValuePair.Create(t.Name, t.Value));
        return session
            .Query<VersionRow>($"SELECT {VersionRow.Columns} FROM model_versions WHERE model = @model ORDER BY number DESC", new { model })
            .ConvertAll(row => row.ToVersion(aliases, [.. tags[row.Number]]));
    }

    static List<KeyValuePair<string, string>> TagsOf(StoreSession session, string model, int number) => session
        .Query<VersionTagRow>("SELECT number, name, value FROM model_version_tags WHERE model = @model AND number = @number ORDER BY name", new { model, number })
        .ConvertAll(t => KeyValuePair.Create(t.Name, t.Value));

    public static List<Approval> ApprovalsOf(StoreSession session, string model, int number) => session
        .Query<ApprovalRow>("SELECT actor, approved, reason, time_us FROM model_approvals WHERE model = @model AND number = @number ORDER BY time_us, actor", new { model, number })
        .ConvertAll(a => a.ToApproval());

    public static ILookup<int, Approval> ApprovalsOf(StoreSession session, string model) => session
        .Query<ApprovalRow>("SELECT number, actor, approved, reason, time_us FROM model_approvals WHERE model = @model ORDER BY time_us, actor", new { model })
        .ToLookup(a => (int)a.Number, a => a.ToApproval());

    static SortedDictionary<string, int> AliasesOf(StoreSession session, string model) => new(session
        .Query<AliasRow>("SELECT alias, number FROM aliases WHERE model = @model", new { model })
        .ToDictionary(row => row.Alias, row => (int)row.Number), StringComparer.Ordinal);

    static RegisteredModel Describe(StoreSession session, ModelRow row)
    {
        var count = session.Scalar<long>("SELECT count(*) FROM model_versions WHERE model = @Name", new { row.Name });
        var newest = Version(session, row.Name, NewestNumber(session, row.Name));
        return new RegisteredModel(row.Name, StoreClock.FromMicroseconds(row.CreatedUs), (int)count, newest, AliasesOf(session, row.Name))
        {
            Description = row.Description,
            Changed = StoreClock.FromMicroseconds(row.ChangedUs),
            Tags = session.Query<(string Name, string Value)>("SELECT name, value FROM model_tags WHERE model = @Name ORDER BY name", new { row.Name })
                .ConvertAll(t => KeyValuePair.Create(t.Name, t.Value)),
            Rules = new ModelRules(row.NeedsApproval != 0, (int?)row.KeepVersions),
        };
    }

    public static List<ModelEvent> Events(StoreSession session, string model) => session
        .Query<EventRow>($"SELECT {EventRow.Columns} FROM events WHERE model = @model ORDER BY sequence", new { model })
        .ConvertAll(row => row.ToEvent());

    public static RondoException UnknownAlias(StoreSession session, string model, string alias)
    {
        var known = AliasesOf(session, model).Keys;
        return new RondoException("unknown_alias", $"Model '{model}' has no alias '{alias}'.",
            Spelling.DidYouMean(alias, known) ?? (known.Count == 0 ? "It has no aliases." : $"It has: {string.Join(", ", known)}."));
    }

    public static RondoException UnknownVersion(StoreSession session, string model, int number) => new("unknown_version",
        string.Create(CultureInfo.InvariantCulture, $"Model '{model}' has no version {number}."),
        string.Create(CultureInfo.InvariantCulture, $"The newest is {NewestNumber(session, model)}."));

    // A promotion puts a champion on top; a rollback takes off what lies above the one it went back to.
    public static Stack<int> FormerChampions(StoreSession session, string model)
    {
        var champions = new Stack<int>();
        foreach (var change in Events(session, model).Where(e => e.Alias == ModelReference.Champion && e.Version is not null))
        {
            var number = change.Version!.Value;
            if (change.Kind == "rolled_back")
                while (champions.TryPeek(out var top) && top != number) champions.Pop();
            else
                champions.Push(number);
        }
        return champions;
    }

    sealed class ModelRow
    {
        public const string Columns = "name, created_us, changed_us, description, needs_approval, keep_versions";

        public string Name { get; set; } = "";
        public long CreatedUs { get; set; }
        public long ChangedUs { get; set; }
        public string Description { get; set; } = "";
        public long NeedsApproval { get; set; }
        public long? KeepVersions { get; set; }
    }

    sealed class VersionTagRow
    {
        public long Number { get; set; }
        public string Name { get; set; } = "";
        public string Value { get; set; } = "";
    }

    sealed class ApprovalRow
    {
        public long Number { get; set; }
        public string Actor { get; set; } = "";
        public long Approved { get; set; }
        public string? Reason { get; set; }
        public long TimeUs { get; set; }

        public Approval ToApproval() => new(Actor, Approved != 0, Reason, StoreClock.FromMicroseconds(TimeUs));
    }

    sealed class AliasRow
    {
        public string Alias { get; set; } = "";
        public long Number { get; set; }
    }
}
