using Rondo.Engine.Errors;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Store;
using Rondo.Retrain.Triggers;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Retraining;

public abstract class RetrainScheduleTests(string? store)
{
    const string Daily = """{ when: [{ schedule: "0 3 * * *" }, { new_rows: 40 }, drift], quiet: { from: "04:00", to: "05:00" }, then: hold }""";

    static readonly Author s_ann = new() { By = "ann" };

    readonly ManualClock _clock = new();

    [Fact]
    public void A_due_time_is_asked_for_once_whichever_server_looks_and_however_often()
    {
        using var project = new Growing(Daily, clock: _clock, store: store);
        using var other = project.OpenAgain();
        Assert.Empty(Look(project.Workspace));
        _clock.Advance(TimeSpan.FromHours(15.5));
        Parallel.For(0, 8, i => Look(i % 2 == 0 ? project.Workspace : other));

        var job = Assert.Single(project.Workspace.Retrains.List("sales"));
        Assert.Equal((CauseKind.Schedule, "schedule 0 3 * * * 2026-03-02T03:00Z", RetrainState.Waiting), (job.Cause.Kind, job.Cause.Key, job.State));
        Assert.Single(Look(other));
        Assert.Equal("retrain_running", Assert.Throws<RondoException>(() => other.Retrains.Ask("sales", new RetrainCause(CauseKind.Api, "a", _clock.GetUtcNow(), "asked"), s_ann)).Mistakes[0].Code);

        new ModelRetrain(other, _clock).Run(job.Id, new RunOptions { Threads = 2 });
        Assert.Empty(Look(project.Workspace));
        Assert.Equal(RetrainState.Done, project.Workspace.Retrains.Find(job.Id).State);
    }

    [Fact]
    public void A_job_is_worked_at_by_one_of_those_who_want_it()
    {
        using var project = new Growing(Daily, clock: _clock, store: store);
        using var other = project.OpenAgain();
        var job = project.Workspace.Retrains.Ask("sales", new RetrainCause(CauseKind.Manual, "m", _clock.GetUtcNow(), "asked"), s_ann);
        var worked = new System.Collections.Concurrent.ConcurrentBag<RetrainJob?>();
        Parallel.For(0, 4, i => worked.Add(new ModelRetrain(i % 2 == 0 ? project.Workspace : other, _clock).Run(job.Id, new RunOptions { Threads = 1 })));
        Assert.Single(worked, w => w is not null);
        Assert.Equal(2, project.Workspace.Models.Versions("sales").Count);
        Assert.Single(project.History, kind => kind == "retrain_started");
    }

    [Fact]
    public void New_rows_start_a_retrain_once_they_were_counted()
    {
        using var project = new Growing(Daily, clock: _clock, store: store);
        Assert.Equal(["sales"], new RetrainSchedule(project.Workspace, _clock, _ => { }).ToCount());
        project.Write(109);
        Assert.Equal(436, Count(project));
        Assert.Empty(Look(project.Workspace));
        project.Write(110);
        Assert.Equal(440, Count(project));
        var job = Assert.Single(Look(project.Workspace));
        Assert.Equal(("rows 440", "40 new rows"), (job.Cause.Key, job.Cause.Story));
        new ModelRetrain(project.Workspace, _clock).Run(job.Id, new RunOptions { Threads = 2 });
        Assert.Empty(Look(project.Workspace));
        Assert.Empty(new RetrainSchedule(project.Workspace, _clock, _ => { }).ToCount());
    }

    [Fact]
    public void An_alert_of_drift_starts_a_retrain_after_quiet_hours()
    {
        using var project = new Growing(Daily, clock: _clock, store: store);
        var evaluation = new AlertEvaluation(project.Workspace, [new Drifting()], _clock, _ => { });
        evaluation.RunDue(default);
        // The day's window ends at midnight; it is looked at when the server comes back, in quiet hours.
        _clock.Advance(TimeSpan.FromHours(16.5));
        evaluation.RunDue(default);
        var said = new List<string>();
        var schedule = new RetrainSchedule(project.Workspace, _clock, said.Add);
        Assert.Empty(schedule.Look());
        Assert.Empty(schedule.Look());
        Assert.Single(said, s => s.Contains("it waits for quiet hours, 04:00 to 05:00 UTC", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromHours(1));

        var job = Assert.Single(schedule.Look());
        Assert.Equal(CauseKind.Schedule, job.Cause.Kind);
        var skipped = Assert.Single(project.Workspace.Retrains.List("sales"), j => j.State == RetrainState.Skipped);
        Assert.Equal((CauseKind.Drift, "the alert drift.share > 0"), (skipped.Cause.Kind, skipped.Cause.Story));
        Assert.Equal("the retrain for an earlier cause answers it as well", skipped.Reason);
    }

    [Fact]
    public void A_job_that_waits_is_cancelled_at_once_and_one_that_is_over_is_not()
    {
        using var project = new Growing(Daily, clock: _clock, store: store);
        var job = project.Workspace.Retrains.Ask("sales", new RetrainCause(CauseKind.Manual, "m", _clock.GetUtcNow(), "asked"), s_ann);
        Assert.Equal(RetrainState.Cancelled, project.Workspace.Retrains.Cancel(job.Id, s_ann).State);
        Assert.Equal("retrain_over", Assert.Throws<RondoException>(() => project.Workspace.Retrains.Cancel(job.Id, s_ann)).Mistakes[0].Code);
        Assert.Empty(Look(project.Workspace));
        Assert.Equal("unknown_retrain", Assert.Throws<RondoException>(() => project.Workspace.Retrains.Cancel("none", s_ann)).Mistakes[0].Code);
        Assert.Null(project.Workspace.Audit.FirstBroken());
    }

    [Fact]
    public void A_performance_that_starts_retrains_is_watched_although_no_alert_is_declared()
    {
        using var project = new Growing("{ when: performance }", clock: _clock, store: store, more: "observe: { alerts: [] }");
        new AlertEvaluation(project.Workspace, [], _clock, _ => { }).RunDue(default);
        Assert.Equal("performance.rmse > 1000", Assert.Single(project.Workspace.Alerts.List("sales")).When);
    }

    IReadOnlyList<RetrainJob> Look(Workspace workspace) => new RetrainSchedule(workspace, _clock, _ => { }).Look();

    long Count(Growing project) => new ModelRetrain(project.Workspace, _clock).Count("sales", new RunOptions { Threads = 2 });

    sealed class Drifting : IWindowSignals
    {
        public IReadOnlyDictionary<string, double> Of(SignalWindow window, CancellationToken cancellation) => new Dictionary<string, double> { ["drift.share"] = 0.5 };
    }
}

public sealed class RetrainScheduleOnSqliteTests() : RetrainScheduleTests(null);

public sealed class RetrainScheduleOnPostgresTests() : RetrainScheduleTests(PostgresServer.NewDatabase("SELECT 1"));
