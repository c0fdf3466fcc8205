using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rondo.Engine.Assignment;
using Rondo.Engine.Errors;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Experiments;

/// <summary>The tests of a store, each change with its line in the audit trail. A change tells every host: their routes follow within a moment.</summary>
public sealed class AbTestStore
{
    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal AbTestStore(StoreDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    public IReadOnlyList<AbTest> Running() => _database.Read(session => Query(session, "state = 'running'", new { }));

    /// <summary>The versions of a model that are part of its running test.</summary>
    internal static IEnumerable<int?> Tried(StoreSession session, string model) => Query(session, "model = @model AND state = 'running'", new { model }).SelectMany(t => t.Arms.Values).Select(v => (int?)v);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<AbTest> List(string? model = null) => _database.Read(session => Query(session, "(@model IS NULL OR model = @model)", new { model }));

    /// <summary>The running test of this name, else the last one.</summary>
    public AbTest Find(string name) => _database.Read(session =>
    {
        var found = Query(session, "(name = @name OR id = @name)", new { name });
        return found.FirstOrDefault(t => t.IsRunning) ?? found.FirstOrDefault()
            ?? throw new RondoException("unknown_experiment", $"There is no experiment '{VisibleText.Of(name)}'.", "`rondo experiment list` shows them; `rondo experiment start MODEL` begins one.");
    });

    /// <summary>Begins a test.</summary>
    /// <exception cref="RondoException">One runs already for this model, or under this name.</exception>
    internal AbTest Start(AbTest test, Author author) => _database.Write(session => Start(session, test, author));

    /// <inheritdoc cref="Start(AbTest, Author)"/>
    internal AbTest Start(StoreSession session, AbTest test, Author author)
    {
        if (Query(session, "state = 'running' AND (model = @Model OR name = @Name)", new { test.Model, test.Name }) is [var other, ..])
            throw new RondoException("experiment_running", $"The {other.Word} '{other.Name}' of '{other.Model}' runs already.", $"Wait for its end, or stop it: rondo experiment stop {other.Name}.");
        session.Execute("""
            INSERT INTO ab_tests (id, name, model, rules_json, unit_column, control, arms_json, state, revision, started_us, started_by)
            VALUES (@Id, @Name, @Model, @rules, @UnitColumn, @Control, @arms, 'running', 0, @started, @By)
            """, new
        {
            test.Id,
            test.Name,
            test.Model,
            rules = JsonSerializer.Serialize(test.Rules, AbTestJsonContext.Default.AbTestRules),
            test.UnitColumn,
            test.Control,
            arms = JsonSerializer.Serialize(test.Arms, AbTestJsonContext.Default.ImmutableSortedDictionaryStringInt32),
            started = test.Started.ToMicroseconds(),
            author.By,
        });
        Insert(session, test.Id, test.Stages[0]);
        var kind = test.Rules.Mode switch { AbTestMode.Shadow => "shadow_started", AbTestMode.Canary => "canary_started", _ => "ab_started" };
        Record(session, test, kind, test.Arms[test.Treatments.First()], test.Control, author with { Evidence = Evidence(author, test, ("traffic", Describe(test.Split))) });
        return test;
    }

    /// <summary>Shares the traffic otherwise from now on.</summary>
    /// <returns>Null when somebody changed the test meanwhile.</returns>
    internal AbTest? Reshare(AbTest test, TrafficSplit split, Author author) => _database.Write<AbTest?>(session =>
    {
        if (!Advance(session, test)) return null;
        var stage = new AbTestStage(test.Stages.Length, _clock.GetUtcNow(), split);
        Insert(session, test.Id, stage);
        Record(session, test, "route_changed", test.Arms[test.Treatments.First()], test.Control, author with { Evidence = Evidence(author, test, ("traffic", Describe(split)), ("before", Describe(test.Split))) });
        return test with { Stages = test.Stages.Add(stage), Revision = test.Revision + 1 };
    });

    /// <summary>Ends a test: from now on the control answers everybody, or whoever is the champion.</summary>
    /// <param name="version">The version that it is about: the winner, the loser, or the one that was tried.</param>
    /// <param name="next">The test that follows at once; null for none.</param>
    /// <returns>False when it was over, or somebody changed it meanwhile.</returns>
    internal bool End(AbTest test, string outcome, string sentence, int version, Author author, bool isRolledBack, AbTest? next = null) => _database.Write(session =>
    {
        if (!Advance(session, test)) return false;
        session.Execute("UPDATE ab_tests SET state = 'over', ended_us = @now, outcome = @outcome, sentence = @sentence WHERE id = @Id", new { test.Id, now = _clock.NowMicroseconds, outcome, sentence });
        author = author with { Reason = sentence, Evidence = Evidence(author, test, ("outcome", outcome)) };
        Record(session, test, "experiment_decided", version, test.Control, author);
        if (isRolledBack)
        {
            // Whoever is rolled back is no challenger any more.
            if (ModelQueries.Target(session, test.Model, ModelReference.Challenger) == version)
            {
                session.Execute("DELETE FROM aliases WHERE model = @Model AND alias = 'challenger'", new { test.Model });
                ModelStore.Record(session, _clock, new ModelStore.Change("alias_removed", test.Model, null, ModelReference.Challenger, version), author);
            }
            Record(session, test, "rolled_back", test.Control, version, author);
        }
        if (next is not null) Start(session, next, author);
        return true;
    });

    static bool Advance(StoreSession session, AbTest test) =>
        session.Execute("UPDATE ab_tests SET revision = revision + 1 WHERE id = @Id AND revision = @Revision AND state = 'running'", new { test.Id, test.Revision }) == 1;

    static void Insert(StoreSession session, string test, AbTestStage stage) => session.Execute(
        "INSERT INTO ab_test_stages (test_id, number, begun_us, split_json) VALUES (@test, @Number, @begun, @split)",
        new { test, stage.Number, begun = stage.Begun.ToMicroseconds(), split = JsonSerializer.Serialize(stage.Split, AbTestJsonContext.Default.TrafficSplit) });

    void Record(StoreSession session, AbTest test, string kind, int version, int previous, Author author) =>
        ModelStore.Record(session, _clock, new ModelStore.Change(kind, test.Model, version, null, previous), author);

    static Dictionary<string, string> Evidence(Author author, AbTest test, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var evidence = new Dictionary<string, string> { ["experiment"] = test.Name, ["id"] = test.Id, ["mode"] = test.Rules.Mode.ToString().ToLowerInvariant() };
        foreach (var (name, value) in more) evidence[name] = value;
        foreach (var (name, value) in author.Evidence) evidence[name] = value;
        return evidence;
    }

    internal static string Describe(TrafficSplit split) => string.Join(", ", split.Arms.Where(a => a.Open > 0).Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Name} {a.Share:0.##%}")));

    static List<AbTest> Query(StoreSession session, string where, object arguments)
    {
        var rows = session.Query<AbTestRow>($"SELECT {AbTestRow.Columns} FROM ab_tests WHERE {where} ORDER BY started_us DESC, id DESC", arguments);
        return rows.ConvertAll(row => row.ToTest(session.Query<StageRow>("SELECT number, begun_us, split_json FROM ab_test_stages WHERE test_id = @Id ORDER BY number", new { row.Id })));
    }

    sealed class StageRow
    {
        public long Number { get; set; }
        public long BegunUs { get; set; }
        public string SplitJson { get; set; } = "";

        public AbTestStage ToStage() => new((int)Number, StoreClock.FromMicroseconds(BegunUs), JsonSerializer.Deserialize(SplitJson, AbTestJsonContext.Default.TrafficSplit)!);
    }

    sealed class AbTestRow
    {
        public const string Columns = "id, name, model, rules_json, unit_column, control, arms_json, revision, started_us, ended_us, outcome, sentence, started_by";

        public string Id { get; set; } = "";
        public string Name { get; set; } = "";
        public string Model { get; set; } = "";
        public string RulesJson { get; set; } = "";
        public string? UnitColumn { get; set; }
        public long Control { get; set; }
        public string ArmsJson { get; set; } = "";
        public long Revision { get; set; }
        public long StartedUs { get; set; }
        public long? EndedUs { get; set; }
        public string? Outcome { get; set; }
        public string? Sentence { get; set; }
        public string StartedBy { get; set; } = "";

        public AbTest ToTest(List<StageRow> stages) => new(
            Id, Name, Model, JsonSerializer.Deserialize(RulesJson, AbTestJsonContext.Default.AbTestRules)!, UnitColumn, (int)Control,
            JsonSerializer.Deserialize(ArmsJson, AbTestJsonContext.Default.ImmutableSortedDictionaryStringInt32)!,
            StoreClock.FromMicroseconds(StartedUs), StoreClock.FromMicroseconds(EndedUs), Outcome, Sentence, StartedBy, [.. stages.Select(s => s.ToStage())])
        { Revision = Revision };
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(AbTestRules))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, int>))]
[JsonSerializable(typeof(TrafficSplit))]
sealed partial class AbTestJsonContext : JsonSerializerContext;
