using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store;

public abstract class TrackingStoreTests : IDisposable
{
    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;

    protected TrackingStoreTests(string? store) => _test = new TestWorkspace(_clock, store);

    TrackingStore Tracking => _test.Workspace.Tracking;

    Task<string> NewRun(string project = Project.DefaultId) => Tracking.Create(new RunCreation { ProjectId = project, Name = "try 1", User = "ann", Tags = [new("k", "v")] });

    [Fact]
    public async Task A_run_keeps_what_is_logged_to_it()
    {
        var id = await NewRun();

        await Tracking.Log(id, new RunLog { Metrics = [new("loss", 0.5, 1, 10), new("loss", 0.25, 2, 20), new("acc", double.NaN, 0, 5)], Params = [new("depth", "6")], Tags = [new("k", "w")] });
        await Tracking.Change(id, new RunChange { Status = RunStatus.Finished, Ended = 99 });

        var run = Tracking.Get(id)!;
        Assert.Equal(("try 1", "ann", RunStatus.Finished, 99L), (run.Name, run.User, run.Status, run.Ended));
        Assert.Equal([new LoggedMetric("acc", double.NaN, 0, 5), new LoggedMetric("loss", 0.25, 2, 20)], run.Metrics);
        Assert.Equal([new("depth", "6")], run.Params);
        Assert.Equal([new("k", "w")], run.Tags);
        Assert.Equal([(1L, 0.5), (2L, 0.25)], Tracking.History(id, "loss", 10).Select(p => (p.Step, p.Value)));
    }

    [Fact]
    public async Task The_last_point_is_that_of_the_highest_step_then_time_then_value()
    {
        var id = await NewRun();

        foreach (var point in (LoggedMetric[])[new("m", 1, 5, 10), new("m", 9, 4, 99), new("m", 2, 5, 9), new("m", 3, 5, 10), new("m", 2.5, 5, 10)])
            await Tracking.Log(id, new RunLog { Metrics = [point] });

        Assert.Equal(3, Assert.Single(Tracking.Get(id)!.Metrics).Value);
        Assert.Equal(5, Tracking.Count(id, "m"));
    }

    // Runs of few metrics and of many are read in different ways.
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(60)]
    public async Task The_history_of_a_metric_comes_in_order_page_by_page(int names)
    {
        var id = await NewRun();
        var random = new Random(names);
        double[] values = [0.5, -1, double.NaN, double.PositiveInfinity, 3];
        var points = Enumerable.Range(0, 30 * names)
            .Select(i => new LoggedMetric($"m{i % names}", values[random.Next(values.Length)], random.Next(-3, 12), random.Next(3)))
            .ToList();
        foreach (var batch in points.Chunk(700)) await Tracking.Log(id, new RunLog { Metrics = batch });
        var expected = points.Where(p => p.Name == "m0").Distinct()
            .OrderBy(p => p.Step).ThenBy(p => p.TimeMicroseconds).ThenBy(p => double.IsNaN(p.Value) ? 0 : p.Value).ThenBy(p => double.IsNaN(p.Value))
            .ToList();

        var pages = new List<LoggedMetric>();
        while (Tracking.History(id, "m0", 4, pages.Count == 0 ? null : pages[^1]) is { Count: > 0 } page) pages.AddRange(page);

        Assert.Equal(expected, pages);
        Assert.Equal(expected, Tracking.History(id, "m0", 1000));
        Assert.Equal(expected.Count, Tracking.Count(id, "m0"));
        Assert.Empty(Tracking.History(id, "absent", 10));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e-300)]
    [InlineData(double.MaxValue)]
    [InlineData(double.NaN)]
    public async Task Numbers_come_back_as_they_went(double value)
    {
        var id = await NewRun();

        await Tracking.Log(id, new RunLog { Metrics = [new("m", value, long.MaxValue, 1)] });

        Assert.Equal(new LoggedMetric("m", value, long.MaxValue, 1), Assert.Single(Tracking.Get(id)!.Metrics));
        Assert.Equal(value, Assert.Single(Tracking.History(id, "m", 1)).Value);
    }

    [Fact]
    public async Task A_point_that_is_sent_again_is_there_once()
    {
        var id = await NewRun();
        var log = new RunLog { Metrics = [new("m", 1, 1, 1), new("m", 1, 1, 1), new("m", double.NaN, 1, 1)], Params = [new("p", "x")] };

        await Tracking.Log(id, log);
        await Tracking.Log(id, log);

        Assert.Equal(2, Tracking.Count(id, "m"));
    }

    [Fact]
    public async Task A_batch_with_a_changed_parameter_leaves_nothing()
    {
        var id = await NewRun();
        await Tracking.Log(id, new RunLog { Params = [new("depth", "6")] });

        await Expect.MistakeOf("param_changed", () => Tracking.Log(id, new RunLog { Metrics = [new("m", 1, 1, 1)], Params = [new("new", "1"), new("depth", "7")], Tags = [new("t", "1")] }));

        var run = Tracking.Get(id)!;
        Assert.Equal([new("depth", "6")], run.Params);
        Assert.Empty(run.Metrics);
        Assert.Equal([new("k", "v")], run.Tags);
    }

    [Fact]
    public async Task Writers_at_once_share_commits_and_a_mistake_of_one_hurts_no_other()
    {
        var id = await NewRun();
        await Tracking.Log(id, new RunLog { Params = [new("p", "right")] });

        var writes = Enumerable.Range(0, 400).Select(i => Task.Run(() => Tracking.Log(id, i % 10 == 0
            ? new RunLog { Metrics = [new("bad", i, i, i)], Params = [new("p", "wrong")] }
            : new RunLog { Metrics = [new("good", i, i, i)] }))).ToArray();
        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(40, writes.Count(w => w.IsFaulted));
        Assert.Equal(360, Tracking.Count(id, "good"));
        Assert.Equal(0, Tracking.Count(id, "bad"));
    }

    [Fact]
    public async Task A_deleted_run_takes_nothing_until_it_is_restored()
    {
        var id = await NewRun();
        await Tracking.Delete(id);

        await Expect.MistakeOf("run_deleted", () => Tracking.Log(id, new RunLog { Metrics = [new("m", 1, 1, 1)] }));
        await Expect.MistakeOf("unknown_run", () => Tracking.Log("nothing", new RunLog()));
        await Tracking.Restore(id);
        await Tracking.Log(id, new RunLog { Metrics = [new("m", 1, 1, 1)] });

        Assert.Single(Tracking.Get(id)!.Metrics);
    }

    [Fact]
    public async Task A_run_deleted_for_good_leaves_no_points()
    {
        var id = await NewRun();
        var child = await Tracking.Create(new RunCreation { ProjectId = Project.DefaultId, ParentId = id });
        await Tracking.Log(child, new RunLog { Metrics = [new("m", 1, 1, 1)] });

        _test.Runs.Delete(id, force: true);

        Assert.Null(Tracking.Get(child));
        Assert.Equal(0, Tracking.Count(child, "m"));
    }

    [Fact]
    public async Task Silence_kills_a_run_that_told_of_its_life_and_not_one_that_never_did()
    {
        var (silent, told) = (await NewRun(), await NewRun());
        await Tracking.Heartbeat(told);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal([told], _test.Runs.MarkKilled());
        _clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal([silent], _test.Runs.MarkKilled());
        await Tracking.Heartbeat(told);
        Assert.Equal(RunStatus.Running, Tracking.Get(told)!.Status);
    }

    [Fact]
    public async Task Projects_group_runs_and_are_hidden_with_them()
    {
        var project = _test.Workspace.Projects.Create("churn", [new("team", "crm")]);
        var id = await NewRun(project.Id);
        var gone = await NewRun(project.Id);
        await Tracking.Delete(gone);
        _clock.Advance(TimeSpan.FromSeconds(1));

        _test.Workspace.Projects.Delete(project.Id);

        await Expect.MistakeOf("project_deleted", () => NewRun(project.Id));
        Expect.Mistake("project_exists", () => _test.Workspace.Projects.Create("churn"));
        Assert.Equal(["Default"], _test.Workspace.Projects.List().Select(p => p.Name));
        _test.Workspace.Projects.Restore(project.Id);
        Assert.Null(Tracking.Get(id)!.Deleted);
        Assert.NotNull(Tracking.Get(gone)!.Deleted);
        await Expect.MistakeOf("unknown_project", () => NewRun("77"));
    }

    [Fact]
    public async Task Artifacts_are_files_in_folders()
    {
        var artifacts = _test.Workspace.Artifacts;
        var id = await NewRun();
        foreach (var path in (string[])["model/MLmodel", "model/data/weights.bin", "model.txt", "plots/a b.png"])
            await artifacts.Put(id, path, new MemoryStream([1, 2, 3]));

        Assert.Equal(["model/", "model.txt 3", "plots/"], artifacts.List(id).Select(Show));
        Assert.Equal(["model/MLmodel 3", "model/data/"], artifacts.List(id, "model").Select(Show));
        var copy = new MemoryStream();
        artifacts.CopyTo(id, "plots/a b.png", copy);
        Assert.Equal([1, 2, 3], copy.ToArray());
        await Expect.MistakeOf("invalid_path", () => artifacts.Put(id, "model", new MemoryStream()));
        await Expect.MistakeOf("invalid_path", () => artifacts.Put(id, "model.txt/inside", new MemoryStream()));
        Assert.Equal(2, await artifacts.Delete(id, "model"));
        Assert.Equal(["model.txt 3", "plots/"], artifacts.List(id).Select(Show));

        static string Show(Artifact a) => a.IsFolder ? a.Path + "/" : $"{a.Path} {a.Bytes}";
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("C:/x")]
    [InlineData("file:x")]
    [InlineData("a%2e%2e")]
    [InlineData("a%2fb")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("")]
    [InlineData("a/")]
    public async Task A_path_that_could_lead_elsewhere_is_refused(string path)
    {
        var id = await NewRun();

        await Expect.MistakeOf("invalid_path", () => _test.Workspace.Artifacts.Put(id, path, new MemoryStream()));
        Expect.Mistake("invalid_path", () => _test.Workspace.Artifacts.CopyTo(id, path, new MemoryStream()));
    }

    public void Dispose() => _test.Dispose();
}

public sealed class TrackingStoreOnSqliteTests() : TrackingStoreTests(null);

public sealed class TrackingStoreOnPostgresTests() : TrackingStoreTests(PostgresServer.NewDatabase("SELECT 1"));
