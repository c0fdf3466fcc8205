using Rondo.Engine.Errors;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Runs.Reproduction;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Alerts;
using Rondo.Retrain.Triggers;

namespace Rondo.Lifecycle.Tests.Retraining;

public sealed class ModelRetrainTests
{
    const string ByNewest = "{ gate: { holdout: 20d, better_than: champion, and: success }, then: promote }";

    [Fact]
    public void A_model_that_learnt_what_changed_is_promoted_and_the_trail_tells_why()
    {
        using var project = new Growing(ByNewest);
        project.Write(160);
        var job = project.Retrain();

        Assert.Equal((RetrainState.Done, RetrainOutcome.Promoted, 1, 2), (job.State, job.Outcome, job.Champion, job.Version));
        Assert.StartsWith("The challenger is better: rmse ", job.Reason, StringComparison.Ordinal);
        Assert.Equal(2, project.Champion);
        Assert.Equal(640, job.Rows);
        Assert.Equal(["registered", "retrain_started", "registered", "retrain_finished", "gate_passed", "promoted", "alias_removed"], project.History);
        var events = project.Workspace.Models.History("sales").ToDictionary(e => e.Kind + e.Version);
        Assert.Equal("manual 1", events["retrain_finished2"].Evidence["cause_key"]);
        Assert.Equal(project.Workspace.Models.Get(ModelReference.Version("sales", 2)).DataHash, events["retrain_finished2"].Evidence["data_hash"]);
        Assert.True(double.Parse(events["gate_passed2"].Evidence["p_value"], System.Globalization.CultureInfo.InvariantCulture) < 0.05);
        // The newest twenty days, which neither learnt from.
        Assert.Equal(80, job.Verdict!.Value.GetProperty("rows").GetInt32());
        Assert.Equal(0, job.Verdict.Value.GetProperty("rows_left_out").GetInt32());
    }

    [Fact]
    public void Old_versions_go_but_for_those_that_somebody_needs()
    {
        using var project = new Growing("{ gate: { holdout: 20d }, then: hold, keep: 2 }");
        var models = project.Workspace.Models;
        for (var i = 1; i <= 2; i++) project.Retrain($"manual {i}");
        models.Promote(ModelReference.Version("sales", 2), force: true);
        for (var i = 3; i <= 6; i++) project.Retrain($"manual {i}");

        // The champion, the one before it, the challenger, and the newest two without an alias.
        Assert.Equal([7, 6, 5, 2, 1], models.Versions("sales").Select(v => v.Number));
        var deleted = models.History("sales").Where(e => e.Kind == "deleted").ToArray();
        Assert.Equal([3, 4], deleted.Select(e => e.Version!.Value));
        Assert.All(deleted, e => Assert.Equal("only the 2 newest versions without an alias are kept", e.Reason));
        Assert.Equal(1, models.Rollback("sales").Number);
    }

    [Fact]
    public void Nothing_new_is_held()
    {
        using var project = new Growing(ByNewest);
        var job = project.Retrain();
        Assert.Equal((RetrainOutcome.Held, 1), (job.Outcome, project.Champion));
        Assert.Contains("gate_held", project.History);
    }

    [Fact]
    public void A_challenger_that_missed_its_criteria_is_refused()
    {
        using var project = new Growing(ByNewest, success: "rmse: 0.5");
        project.Write(110);
        var job = project.Retrain();
        Assert.Equal((RetrainState.Done, RetrainOutcome.Refused, 1), (job.State, job.Outcome, project.Champion));
        Assert.Contains("rmse (", job.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_passed_is_left_to_a_person_where_the_file_says_so()
    {
        using var project = new Growing("{ gate: { holdout: 20d }, then: hold }");
        project.Write(160);
        var job = project.Retrain();
        Assert.Equal((RetrainOutcome.Held, 1), (job.Outcome, project.Champion));
        Assert.Contains("rondo models promote sales@2", job.Reason, StringComparison.Ordinal);
        Assert.Contains("gate_passed", project.History);
    }

    [Fact]
    public void What_passed_is_tried_in_an_experiment_where_the_file_says_so_and_one_at_a_time()
    {
        using var project = new Growing("{ gate: { holdout: 20d }, then: experiment }", more: "experiment: { mode: shadow }");
        project.Write(160);
        var job = project.Retrain();
        Assert.Equal((RetrainOutcome.Experiment, 1), (job.Outcome, project.Champion));
        Assert.Equal(["gate_passed", "shadow_started"], project.History[^2..]);
        Assert.Equal(2, Assert.Single(project.Workspace.AbTests.Running()).Arms["treatment"]);

        project.Write(170);
        var second = project.Retrain("manual 2");
        Assert.Equal((RetrainOutcome.Held, 3), (second.Outcome, second.Version));
        Assert.Contains("No experiment begins: The shadow 'sales' of 'sales' runs already.", second.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_the_champion_learnt_from_don_t_decide()
    {
        // Without times the test rows are drawn anew from all rows whenever these grow.
        using var project = new Growing("{ then: promote }");
        var file = Path.Combine(project.Root, "rondo.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("time: day", "split: { strategy: random, test: 0.25 }", StringComparison.Ordinal));
        new LifecycleRunner(project.Workspace).Run(SpecReader.Read(project.Root), new RunOptions { Threads = 2 });
        project.Workspace.Models.Promote(ModelReference.Version("sales", 2));
        project.Write(120);
        var verdict = project.Retrain().Verdict!.Value;

        Assert.Equal(120, verdict.GetProperty("rows").GetInt32() + verdict.GetProperty("rows_left_out").GetInt32());
        Assert.InRange(verdict.GetProperty("rows_left_out").GetInt32(), 5, 60);
        Assert.True(verdict.GetProperty("champion_rows_known").GetBoolean());
    }

    [Theory]
    [InlineData("{ sliding: 30d }", 40)]
    [InlineData("{ reservoir: 50 }", 50)]
    [InlineData("{ sliding: 60d, reservoir: 100 }", 100)]
    [InlineData("expanding", 480)]
    public void A_window_chooses_what_is_learnt_from_and_the_model_can_be_made_again_to_the_bit(string window, int rows)
    {
        using var project = new Growing($"{{ window: {window}, gate: {{ holdout: 20d }} }}", success: "rmse: 1000");
        project.Write(140);
        project.Retrain();
        var report = project.Workspace.Models.Open(ModelReference.Parse("sales@2"));
        Assert.Equal(rows, ReportJson.Read(System.Text.Encoding.UTF8.GetString(report.Read("report.json"))).Rows.Train);
        Assert.True(new ReproductionRunner(project.Workspace).Run(ReproducedModel.Find(project.Workspace, "sales@2"), null, project.Root, new RunOptions { Threads = 1 }).IsSame);
    }

    [Fact]
    public void A_retrain_that_fails_is_told_and_the_champion_stays_until_one_succeeds()
    {
        using var project = new Growing(ByNewest);
        var data = Path.Combine(project.Root, "sales.csv");
        File.Move(data, data + ".away");
        Assert.Throws<RondoException>(() => project.Retrain());

        var job = Assert.Single(project.Workspace.Retrains.List("sales"));
        Assert.Equal((RetrainState.Failed, 1), (job.State, project.Champion));
        var alert = Assert.Single(project.Workspace.Alerts.List("sales"), a => a.State == AlertState.Firing);
        Assert.Equal("retrain.failures > 0", alert.When);
        var message = Assert.Single(project.Workspace.Alerts.Messages(alert.Id));
        Assert.Equal("firing", message.Kind);
        Assert.Equal(["registered", "retrain_started", "retrain_finished", "alert"], project.History);

        File.Move(data + ".away", data);
        project.Retrain("manual 2");
        Assert.Equal(AlertState.Resolved, project.Workspace.Alerts.Find(alert.Id).State);
        Assert.Equal(["firing", "resolved"], project.Workspace.Alerts.Messages(alert.Id).Select(m => m.Kind).Order());
    }

    [Fact]
    public void A_cancelled_retrain_leaves_the_champion()
    {
        using var project = new Growing(ByNewest);
        using var stop = new CancellationTokenSource();
        var job = project.Workspace.Retrains.Ask("sales", new RetrainCause(CauseKind.Manual, "m", DateTimeOffset.UtcNow, "asked"), new Author());
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new ModelRetrain(project.Workspace).Run(job.Id, new RunOptions { Cancellation = stop.Token }));
        Assert.Equal((RetrainState.Cancelled, 1), (project.Workspace.Retrains.Find(job.Id).State, project.Champion));
        Assert.Equal(["registered", "retrain_started", "retrain_finished"], project.History);
        // What is over is not begun again.
        Assert.Null(new ModelRetrain(project.Workspace).Run(job.Id, new RunOptions()));
    }

    [Fact]
    public void A_model_that_moved_on_while_it_was_judged_keeps_its_new_champion()
    {
        using var project = new Growing(ByNewest);
        project.Write(160);
        var job = project.Workspace.Retrains.Ask("sales", new RetrainCause(CauseKind.Manual, "m", DateTimeOffset.UtcNow, "asked"), new Author());
        var isMoved = false;
        var progress = new Told(p =>
        {
            if (p.Step != "gate" || isMoved) return;
            isMoved = true;
            var package = project.Workspace.Models.Open(ModelReference.Parse("sales@1"));
            project.Workspace.Models.Promote(ModelReference.Version("sales", project.Workspace.Models.Register(package, new Registration(Success: true)).Number));
        });
        var done = new ModelRetrain(project.Workspace).Run(job.Id, new RunOptions { Threads = 1, Progress = progress })!;

        Assert.Equal((RetrainOutcome.Held, 3), (done.Outcome, project.Champion));
        Assert.Contains("meanwhile sales@3 took the place of sales@1", done.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ window: { sliding: 18 } }", "retrain.window")]
    [InlineData("{ quiet: { from: \"25:00\", to: \"06:00\" } }", "retrain.quiet.from")]
    [InlineData("{ quiet: { from: \"22:00\" } }", "retrain.quiet.to")]
    [InlineData("{ when: [weekly] }", "retrain.when")]
    [InlineData("{ gate: { confidence: 2 } }", "retrain.gate.confidence")]
    [InlineData("{ gate: { holdout: all } }", "retrain.gate.holdout")]
    public void What_the_section_can_t_mean_is_told_by_its_place(string section, string field)
    {
        var fault = Assert.Throws<RondoException>(() => SpecReader.Parse($"define: {{ target: y }}\nprepare: {{ source: a.csv }}\nretrain: {section}"));
        Assert.StartsWith(field, Assert.Single(fault.Mistakes).Field, StringComparison.Ordinal);
    }

    sealed class Told(Action<RunProgress> tell) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => tell(value);
    }
}
