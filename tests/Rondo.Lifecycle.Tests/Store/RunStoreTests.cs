using Rondo.Lifecycle.Store;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store;

public abstract class RunStoreTests : IDisposable
{
    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;

    protected RunStoreTests(string? store) => _test = new TestWorkspace(_clock, store);

    RunStore Runs => _test.Runs;

    [Fact]
    public void A_run_records_what_it_was_started_with()
    {
        var start = TestWorkspace.SomeRun() with { Seed = ulong.MaxValue };

        var run = Runs.Get(Runs.Start(start));

        Assert.Equal(RunStatus.Running, run.Status);
        Assert.Equal((start.Name, start.SpecHash, start.SpecJson, start.Seed, start.Code), (run.Name, run.SpecHash, run.SpecJson, run.Seed, run.Code));
        Assert.Equal("test", run.Environment["os"]);
        Assert.Equal((_clock.GetUtcNow(), Environment.ProcessId, RondoVersion.Current), (run.Started, run.ProcessId, run.RondoVersion));
        Assert.Null(run.DataHash);
        Assert.Null(run.Ended);
    }

    [Fact]
    public void A_finished_run_shows_all_that_was_logged()
    {
        var id = Runs.Start(TestWorkspace.SomeRun());
        Runs.SetDataHash(id, new string('b', 64));
        Runs.LogParams(id, new Dictionary<string, string> { ["alpha"] = "1.5", ["beta"] = "\"x\"" });
        Runs.LogParams(id, new Dictionary<string, string> { ["alpha"] = "2" });
        Runs.LogMetric(id, "loss", 0.5, step: 1);
        Runs.LogMetric(id, "loss", 0.25, step: 2);
        Runs.LogMetrics(id, new Dictionary<string, double> { ["r2"] = double.NaN, ["rmse"] = 1e-300 });
        Runs.LogStep(id, new RunStep("snapshot", IsCached: true, 0.1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Runs.LogStep(id, new RunStep("fit", IsCached: false, 2));
        Runs.Finish(id, RunStatus.Finished);

        var details = Runs.GetDetails(id);

        Assert.Equal(RunStatus.Finished, details.Run.Status);
        Assert.Equal(_clock.GetUtcNow(), details.Run.Ended);
        Assert.Equal(new string('b', 64), details.Run.DataHash);
        Assert.Equal(["alpha=2", "beta=x"], details.Params.Select(p => $"{p.Key}={p.Value}"));
        Assert.Equal([("loss", 1L, 0.5), ("loss", 2L, 0.25), ("r2", 0L, null), ("rmse", 0L, (double?)1e-300)],
            details.Metrics.Select(m => (m.Name, m.Step, m.Value)));
        Assert.Equal(0.25, details.LastMetrics["loss"]);
        Assert.Equal(["snapshot", "fit"], details.Steps.Select(s => s.Name));
    }

    [Fact]
    public void An_ended_run_does_not_end_again()
    {
        var id = Runs.Start(TestWorkspace.SomeRun());
        Runs.Finish(id, RunStatus.Failed, "out of memory");

        Expect.Mistake("run_ended", () => Runs.Finish(id, RunStatus.Finished));

        Assert.Equal((RunStatus.Failed, "out of memory"), (Runs.Get(id).Status, Runs.Get(id).Message));
    }

    [Fact]
    public void Ids_sort_by_their_time_even_within_one_tick_of_the_clock()
    {
        var ids = Enumerable.Range(0, 200).Select(_ => Runs.Start(TestWorkspace.SomeRun())).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void The_list_shows_the_newest_first_within_its_limit_and_without_children()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(Runs.Start(TestWorkspace.SomeRun()));
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
        var child = Runs.Start(TestWorkspace.SomeRun("trial") with { ParentId = ids[0] });
        Runs.Finish(ids[4], RunStatus.Cancelled);

        Assert.Equal([ids[4], ids[3]], Runs.List(new RunFilter { Limit = 2 }).Select(r => r.Id));
        Assert.Equal([child], Runs.List(new RunFilter { ParentId = ids[0] }).Select(r => r.Id));
        Assert.Equal([ids[4]], Runs.List(new RunFilter { Status = RunStatus.Cancelled }).Select(r => r.Id));
        Assert.Empty(Runs.List(new RunFilter { Name = "other" }));
        Assert.Equal([child], Runs.GetDetails(ids[0]).Children.Select(r => r.Id));
    }

    [Fact]
    public void A_unique_beginning_of_an_id_finds_the_run()
    {
        var id = Runs.Start(TestWorkspace.SomeRun());
        Assert.Equal(id, Runs.Get(id[..10]).Id);

        Runs.Start(TestWorkspace.SomeRun());

        Expect.Mistake("ambiguous_run", () => Runs.Get(id[..6]));
        Expect.Mistake("unknown_run", () => Runs.Get("%%%%"));
        Expect.Mistake("unknown_run", () => Runs.Get("____"));
        Expect.Mistake("unknown_run", () => Runs.LogMetric("nobody", "loss", 1));
    }

    [Fact]
    public void Runs_are_compared_row_by_row()
    {
        var first = Runs.Start(TestWorkspace.SomeRun());
        var second = Runs.Start(TestWorkspace.SomeRun() with { Seed = 7 });
        Runs.LogMetric(first, "rmse", 1);
        Runs.LogMetric(second, "rmse", 2);
        Runs.LogMetric(second, "mae", 3);
        Runs.LogParams(first, new Dictionary<string, string> { ["alpha"] = "1" });
        Runs.LogParams(second, new Dictionary<string, string> { ["alpha"] = "1" });

        var comparison = Runs.Compare(second, first);

        Assert.Equal([second, first], comparison.Runs.Select(r => r.Id));
        Assert.Equal(["mae: 3 ", "rmse: 2 1"], comparison.Metrics.Select(m => $"{m.Name}: {string.Join(' ', m.Values)}"));
        Assert.Equal(["seed"], comparison.Facts.Where(f => f.IsDifferent).Select(f => f.Name));
        Assert.DoesNotContain(comparison.Params, p => p.IsDifferent);
    }

    [Fact]
    public void A_run_whose_process_is_gone_is_marked_killed_and_a_living_one_is_not()
    {
        var gone = Runs.Start(TestWorkspace.SomeRun());
        var reused = Runs.Start(TestWorkspace.SomeRun());
        var living = Runs.Start(TestWorkspace.SomeRun());
        Change($"UPDATE runs SET process_id = {int.MaxValue} WHERE id = '{gone}'");
        // The same process id, but another start: the id was given again.
        Change($"UPDATE runs SET process_started_us = process_started_us - 60000000 WHERE id = '{reused}'");
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal([gone, reused], Runs.MarkKilled().Order(StringComparer.Ordinal));

        Assert.Equal(RunStatus.Killed, Runs.Get(gone).Status);
        Assert.Equal(Runs.Get(gone).Heartbeat, Runs.Get(gone).Ended);
        Assert.Equal(RunStatus.Running, Runs.Get(living).Status);
        Assert.Empty(Runs.MarkKilled());
    }

    [Fact]
    public void A_run_on_another_host_is_marked_killed_when_it_was_silent_for_long()
    {
        var id = Runs.Start(TestWorkspace.SomeRun());
        Change($"UPDATE runs SET host = 'elsewhere' WHERE id = '{id}'");
        _clock.Advance(RunStore.DefaultSilence);
        Assert.Empty(Runs.MarkKilled());

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([id], Runs.MarkKilled());
    }

    [Fact]
    public void A_run_that_was_taken_for_dead_comes_back_with_its_heartbeat()
    {
        var id = Runs.Start(TestWorkspace.SomeRun());
        Change($"UPDATE runs SET host = 'elsewhere' WHERE id = '{id}'");
        _clock.Advance(TimeSpan.FromHours(1));
        Runs.MarkKilled();

        Runs.Heartbeat(id);

        Assert.Equal(RunStatus.Running, Runs.Get(id).Status);
        Runs.Finish(id, RunStatus.Finished);
        Assert.Equal(RunStatus.Finished, Runs.Get(id).Status);
    }

    [Fact]
    public void Deleting_a_run_deletes_its_children_and_all_that_was_logged()
    {
        var parent = Runs.Start(TestWorkspace.SomeRun());
        var child = Runs.Start(TestWorkspace.SomeRun() with { ParentId = parent });
        Runs.LogMetric(child, "loss", 1);
        Expect.Mistake("run_running", () => Runs.Delete(parent));
        Runs.Finish(parent, RunStatus.Finished);

        Runs.Delete(parent);

        Expect.Mistake("unknown_run", () => Runs.Get(child));
        Assert.Equal(0L, Count("metric_points"));
    }

    [Fact]
    public void A_run_that_made_a_version_is_deleted_only_when_forced_and_the_version_stays()
    {
        var run = Runs.Start(TestWorkspace.SomeRun());
        var version = _test.Register(run: run);
        Runs.Finish(run, RunStatus.Finished);
        Assert.Equal(["flights@1"], Runs.GetDetails(run).Versions);

        var mistake = Expect.Mistake("run_in_use", () => Runs.Delete(run));
        Assert.Contains("flights@1", mistake.Message, StringComparison.Ordinal);
        Runs.Delete(run, force: true);

        var left = _test.Models.Get(ModelReference.Parse("flights@1"));
        Assert.Equal((version.PackageHash, null), (left.PackageHash, left.RunId));
    }

    [Fact]
    public void Threads_log_at_once_without_losing_anything()
    {
        var id = Runs.Start(TestWorkspace.SomeRun());

        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Runs.LogMetric(id, "loss", i, step: i));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (double?)i), Runs.GetDetails(id).Metrics.Select(m => m.Value));
    }

    public void Dispose() => _test.Dispose();

    void Change(string sql)
    {
        using var connection = _test.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    long Count(string table)
    {
        using var connection = _test.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

}

public sealed class RunStoreOnSqliteTests() : RunStoreTests(null);

public sealed class RunStoreOnPostgresTests() : RunStoreTests(PostgresServer.NewDatabase("SELECT 1"));
