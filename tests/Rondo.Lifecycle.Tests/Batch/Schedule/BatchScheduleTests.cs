using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Batch.Schedule;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Store;
using Rondo.Prepare.Snapshots;

namespace Rondo.Lifecycle.Tests.Batch.Schedule;

public sealed class BatchScheduleTests : IDisposable
{
    readonly ManualClock _clock = new();
    readonly TestWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Each_file_of_a_pattern_is_scored_once_when_it_is_due()
    {
        Register("""{ "input": "inbox/*.csv", "output": "scored/", "schedule": "@hourly" }""");
        Write("inbox/a.csv", 40);
        Assert.Empty(RunDue());
        Pass(61);
        Assert.Equal((1, 40), Told(Assert.Single(RunDue())));
        Assert.Empty(RunDue());

        Write("inbox/b.csv", 30);
        Pass(60);
        Assert.Equal((1, 30), Told(Assert.Single(RunDue())));
        Pass(60);
        Assert.Equal((0, 0), Told(Assert.Single(RunDue())));

        Assert.Equal(41, File.ReadAllLines(PathOf("scored/a.csv")).Length);
        Assert.Equal(31, File.ReadAllLines(PathOf("scored/b.csv")).Length);
    }

    [Fact]
    public void A_file_that_has_changed_is_scored_again()
    {
        Register("""{ "input": "inbox/*.csv", "output": "scored/" }""");
        Write("inbox/a.csv", 40);
        Assert.Equal(40, Schedule.RunNow("m", CancellationToken.None).Rows);
        Write("inbox/a.csv", 50);

        Assert.Equal(50, Schedule.RunNow("m", CancellationToken.None).Rows);
        Assert.Equal(0, Schedule.RunNow("m", CancellationToken.None).Files);
        Assert.Equal(51, File.ReadAllLines(PathOf("scored/a.csv")).Length);
    }

    [Fact]
    public void Times_that_passed_while_nothing_ran_are_made_up_for_once()
    {
        Register("""{ "input": "rows.csv", "output": "scored.csv", "schedule": "0 2 * * *" }""");
        Write("rows.csv", 20);
        RunDue();
        Pass(5 * 24 * 60);

        Assert.Single(RunDue());
        Assert.Empty(RunDue());
        Pass(24 * 60);
        Assert.Single(RunDue());
    }

    [Fact]
    public void A_failure_is_recorded_and_tried_again_at_the_next_time()
    {
        Register("""{ "input": "rows.csv", "output": "scored.csv", "schedule": "@hourly" }""");
        RunDue();
        Pass(61);
        var (_, run) = Assert.Single(RunDue());
        Assert.Contains("rows.csv", run.Error, StringComparison.Ordinal);
        Assert.Empty(RunDue());

        Write("rows.csv", 20);
        Pass(60);
        Assert.Equal((1, 20), Told(Assert.Single(RunDue())));
        var job = Assert.Single(Schedule.List());
        Assert.Equal([null, run.Error], job.Ledger!.Runs.Select(r => r.Error));
        Assert.True(job.Next > _clock.GetUtcNow());
    }

    [Fact]
    public void A_job_that_runs_is_not_run_beside_itself()
    {
        Register("""{ "input": "rows.csv", "output": "scored.csv", "schedule": "@hourly" }""");
        Write("rows.csv", 20);
        RunDue();
        Pass(61);
        using (new FileStream(Path.Combine(_workspace.Workspace.Folder, "batch", "schedule", "m.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Empty(RunDue());
            Assert.Equal("batch_running", Assert.Throws<RondoException>(() => Schedule.RunNow("m", CancellationToken.None)).Mistakes[0].Code);
        }
        Assert.Single(RunDue());
    }

    [Fact]
    public void Many_files_do_not_go_into_one()
    {
        Register("""{ "input": "inbox/*.csv", "output": "scored.csv" }""");
        Write("inbox/a.csv", 5);

        Assert.Contains("needs a result of its own", Schedule.RunNow("m", CancellationToken.None).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_a_declared_job_has_none()
    {
        Register("""null""");

        Assert.Empty(Schedule.List());
        Assert.Equal("no_batch", Assert.Throws<RondoException>(() => Schedule.RunNow("m", CancellationToken.None)).Mistakes[0].Code);
    }

    BatchSchedule Schedule => new(_workspace.Workspace, _clock, 1, _ => { });

    IReadOnlyList<(string Model, BatchRun Run)> RunDue() => Schedule.RunDue(CancellationToken.None);

    static (int Files, int Rows) Told((string Model, BatchRun Run) run)
    {
        Assert.Null(run.Run.Error);
        return (run.Run.Files, (int)run.Run.Rows);
    }

    void Pass(int minutes) => _clock.Advance(TimeSpan.FromMinutes(minutes));

    string PathOf(string name) => Path.Combine(_workspace.Root, name);

    void Write(string name, int rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        TableWriter.Write(BatchModel.Data(rows), PathOf(name));
    }

    void Register(string batch)
    {
        var model = BatchModel.Of();
        var description = model.Description with { Spec = JsonDocument.Parse($$$"""{"name":"m","prepare":{"entity":"id"},"deploy":{"batch":{{{batch}}}}}""").RootElement };
        _workspace.Models.Register(new PackageWriter(_workspace.Objects, description, PipelineFormat.Write(model.Pipeline)).Save(), new Registration(true));
    }
}
