using FsCheck.Fluent;
using Rondo.Lifecycle.Store.Tracking;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store.Tracking;

public abstract class RunSearchTests : IDisposable
{
    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;

    protected RunSearchTests(string? store) => _test = new TestWorkspace(_clock, store);

    async Task<string> Run(string name, (string, double)[]? metrics = null, (string, string)[]? values = null, (string, string)[]? tags = null, long started = 1000)
    {
        var id = await _test.Workspace.Tracking.Create(new RunCreation { ProjectId = Project.DefaultId, Name = name, User = "ann", Started = started });
        await _test.Workspace.Tracking.Log(id, new RunLog
        {
            Metrics = [.. (metrics ?? []).Select((m, i) => new LoggedMetric(m.Item1, m.Item2, i, i))],
            Params = [.. (values ?? []).Select(v => KeyValuePair.Create(v.Item1, v.Item2))],
            Tags = [.. (tags ?? []).Select(v => KeyValuePair.Create(v.Item1, v.Item2))],
        });
        return id;
    }

    List<string> Names(string filter, params string[] order) =>
        [.. _test.Workspace.Search.Runs(new SearchRequest { Projects = [Project.DefaultId], Filter = filter, OrderBy = order.Length == 0 ? ["run_name"] : order }).Items.Select(run => run.Name)];

    async Task Three()
    {
        await Run("a", [("loss", 0.9), ("loss", 0.1), ("loss", 0.5)], [("depth", "6"), ("kind", "Forest")], [("team", "sky")], started: 3_000_000);
        await Run("b", [("loss", 0.3)], [("depth", "8"), ("kind", "forest")], started: 2_000_000);
        await Run("c", [("loss", double.NaN)], [("kind", "100%_x")], started: 1_000_000);
    }

    [Theory]
    [InlineData("metrics.loss = 0.5", "a")]
    [InlineData("metrics.loss < 0.4", "b")]
    [InlineData("min(metrics.loss) < 0.2", "a")]
    [InlineData("max(metrics.loss) >= 0.9", "a")]
    [InlineData("metrics.loss != 0.5", "b")]
    [InlineData("metrics.other IS NULL", "a b c")]
    [InlineData("params.depth = '6'", "a")]
    [InlineData("params.depth != '6'", "b")]
    [InlineData("NOT params.depth = '6'", "b c")]
    [InlineData("params.depth IS NULL", "c")]
    [InlineData("params.depth IS NOT NULL", "a b")]
    [InlineData("params.depth IN ('6', '8', '9')", "a b")]
    [InlineData("params.depth NOT IN ('6')", "b")]
    [InlineData("params.kind LIKE 'For%'", "a")]
    [InlineData("params.kind LIKE '%orest'", "a b")]
    [InlineData("params.kind LIKE '%ore%'", "a b")]
    [InlineData("params.kind LIKE '_orest'", "a b")]
    [InlineData("params.kind LIKE 'f%t'", "b")]
    [InlineData("params.kind ILIKE 'FOR%'", "a b")]
    [InlineData("params.kind NOT LIKE 'For%'", "b c")]
    [InlineData("params.kind LIKE '100%'", "c")]
    [InlineData("params.kind LIKE '%'", "a b c")]
    [InlineData("params.kind MATCHES '^[Ff]or'", "a b")]
    [InlineData("params.kind MATCHES '(?i)FOREST'", "a b")]
    [InlineData("params.kind MATCHES 'nothing'", "")]
    [InlineData("tags.team = 'sky' OR params.depth = '8'", "a b")]
    [InlineData("(tags.team = 'sky' OR params.depth = '8') AND metrics.loss < 0.4", "b")]
    [InlineData("NOT (tags.team = 'sky' OR params.depth = '8')", "c")]
    [InlineData("run_name = 'a'", "a")]
    [InlineData("attributes.run_name LIKE '%b%'", "b")]
    [InlineData("status = 'running'", "a b c")]
    [InlineData("status = 'FINISHED'", "")]
    [InlineData("user_id = 'ann' AND start_time > 1000", "a b")]
    [InlineData("start_time = 2000", "b")]
    [InlineData("start_time <= 2000", "b c")]
    [InlineData("start_time != 2000", "a c")]
    [InlineData("end_time > 0", "")]
    [InlineData("NOT end_time > 0", "a b c")]
    [InlineData("end_time IS NULL", "a b c")]
    [InlineData("artifact_uri LIKE 'mlflow-artifacts:/0/%'", "a b c")]
    public async Task A_filter_lets_through_what_it_says(string filter, string names)
    {
        await Three();

        Assert.Equal(names, string.Join(' ', Names(filter)));
    }

    [Theory]
    [InlineData("start_time DESC", "a b c")]
    [InlineData("start_time", "c b a")]
    [InlineData("metrics.loss", "b a c")]
    [InlineData("metrics.loss DESC", "a b c")]
    [InlineData("min(metrics.loss)", "a b c")]
    [InlineData("params.depth DESC", "b a c")]
    [InlineData("tags.team", "a b c")]
    public async Task What_has_no_value_comes_last(string order, string names)
    {
        await Three();

        Assert.Equal(names, string.Join(' ', Names("", order)));
    }

    [Fact]
    public async Task Data_sets_are_searched_by_name_digest_and_context()
    {
        await Three();
        var run = Assert.Single(_test.Workspace.Search.Runs(new SearchRequest { Projects = ["0"], Filter = "run_name = 'a'" }).Items);
        await _test.Workspace.Links.AddInputs(run.Id, [new RunInput { Name = "rows", Digest = "f1", SourceType = "local", Source = "rows.csv", Tags = [new(RunInput.ContextTag, "training")] }], []);

        Assert.Equal(["a"], Names("datasets.name = 'rows'"));
        Assert.Equal(["a"], Names("dataset.digest LIKE 'f%' AND dataset.context = 'training'"));
        Assert.Equal(["a"], Names("datasets.context IN ('eval', 'training')"));
        Assert.Empty(Names("datasets.context != 'training'"));
        Assert.Equal(["b", "c"], Names("datasets.name IS NULL"));
        var found = Assert.Single(_test.Workspace.Search.Runs(new SearchRequest { Projects = ["0"], Filter = "datasets.name = 'rows'" }).Items);
        Assert.Equal("training", Assert.Single(Assert.Single(found.Inputs).Tags).Value);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap()
    {
        for (var i = 0; i < 25; i++) await Run($"r{i:00}", [("m", i % 3)], started: i);
        var names = new List<string>();
        string? token = null;
        do
        {
            var page = _test.Workspace.Search.Runs(new SearchRequest { Projects = ["0"], Limit = 7, OrderBy = ["metrics.m DESC"], PageToken = token });
            names.AddRange(page.Items.Select(run => run.Name));
            token = page.Next;
        }
        while (token is not null);

        Assert.Equal(25, names.Distinct().Count());
        Assert.Equal(25, names.Count);
        Expect.Mistake("bad_page_token", () => _test.Workspace.Search.Runs(new SearchRequest { Projects = ["0"], PageToken = "AAAA" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("metrics.m DESC")]
    [InlineData("metrics.m")]
    [InlineData("params.kind DESC, metrics.m")]
    [InlineData("tags.team")]
    [InlineData("status, run_name DESC")]
    [InlineData("end_time DESC")]
    [InlineData("start_time")]
    public async Task Runs_that_come_meanwhile_move_no_page(string order)
    {
        for (var i = 0; i < 30; i++) await Run($"r{i:00}", i % 4 == 0 ? [] : [("m", i % 5 == 0 ? double.NaN : i % 3)], i % 3 == 0 ? [] : [("kind", $"k{i % 2}")], i % 7 == 0 ? [("team", "sky")] : [], started: i / 2);
        var request = new SearchRequest { InAnyProject = true, Limit = 7, OrderBy = order.Split(", ", StringSplitOptions.RemoveEmptyEntries) };
        var expected = _test.Workspace.Search.Runs(request with { Limit = 100 }).Items.Select(r => r.Id).ToList();

        var found = new List<string>();
        string? token = null;
        do
        {
            var page = _test.Workspace.Search.Runs(request with { PageToken = token });
            found.AddRange(page.Items.Select(r => r.Id));
            token = page.Next;
            await Run($"q{found.Count}", [("m", found.Count % 4)], [("kind", "k1")], started: 1000 + found.Count);
            _test.Workspace.Projects.Create($"project {found.Count}");
        }
        while (token is not null);

        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Equal(expected, found.Where(expected.Contains));
    }

    [Fact]
    public async Task A_place_too_long_for_an_address_is_found_by_its_count()
    {
        for (var i = 0; i < 5; i++) await Run($"r{i}", values: [("text", new string('x', 2000) + i)]);
        var request = new SearchRequest { Projects = ["0"], Limit = 2, OrderBy = ["params.text"] };

        var first = _test.Workspace.Search.Runs(request);
        var second = _test.Workspace.Search.Runs(request with { PageToken = first.Next });

        Assert.True(first.Next!.Length < 64, $"The token has {first.Next.Length} characters.");
        Assert.Equal(["r2", "r3"], second.Items.Select(r => r.Name));
    }

    [Fact]
    public async Task A_token_of_another_order_or_one_that_was_changed_is_refused()
    {
        for (var i = 0; i < 5; i++) await Run($"r{i}", [("m", i)]);
        var request = new SearchRequest { Projects = ["0"], Limit = 2, OrderBy = ["metrics.m"] };
        var token = _test.Workspace.Search.Runs(request).Next!;

        Refused(request with { OrderBy = ["metrics.m DESC"], PageToken = token });
        Refused(request with { OrderBy = ["run_name"], PageToken = token });
        for (var i = 1; i < 10; i++) Refused(request with { PageToken = token[..^i] });
        Refused(request with { PageToken = token + "AAAA" });
        // Where a number stood, a text.
        var forged = System.Buffers.Text.Base64Url.DecodeFromChars(token);
        forged[16] = 3;
        Refused(request with { PageToken = System.Buffers.Text.Base64Url.EncodeToString(forged) });

        void Refused(SearchRequest asked) => Expect.Mistake("bad_page_token", () => _test.Workspace.Search.Runs(asked));
    }

    [Fact]
    public async Task Found_runs_have_all_that_was_logged()
    {
        await Three();

        foreach (var run in _test.Workspace.Search.Runs(new SearchRequest { Projects = ["0"] }).Items)
        {
            var alone = _test.Workspace.Tracking.Get(run.Id)!;
            Assert.Equal(alone.Metrics, run.Metrics);
            Assert.Equal(alone.Params, run.Params);
            Assert.Equal(alone.Tags, run.Tags);
        }
    }

    [Fact]
    public async Task A_filter_and_its_opposite_part_the_runs()
    {
        await Three();
        string[] terms = ["metrics.loss < 0.4", "min(metrics.loss) < 0.2", "params.depth = '6'", "params.kind ILIKE '%FOR%'", "params.kind MATCHES 'x$'", "tags.team IS NULL", "start_time >= 2000", "end_time > 5", "status != 'KILLED'", "datasets.name = 'x'"];
        Prop.ForAll(ArbMap.Default.ArbFor<(byte A, byte B, byte C, bool Or, bool Negated)>(), draw =>
        {
            var filter = $"{terms[draw.A % terms.Length]} {(draw.Or ? "OR" : "AND")} {(draw.Negated ? "NOT " : "")}({terms[draw.B % terms.Length]} AND {terms[draw.C % terms.Length]})";
            var names = Names(filter).Concat(Names($"NOT ({filter})")).Order().ToList();
            return names.SequenceEqual(["a", "b", "c"]);
        }).CheckSeeded();
    }

    public void Dispose() => _test.Dispose();
}

public sealed class RunSearchOnSqliteTests() : RunSearchTests(null);

public sealed class RunSearchOnPostgresTests() : RunSearchTests(PostgresServer.NewDatabase("SELECT 1"));
