using Rondo.Lifecycle.Store;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store;

public abstract class ModelEditTests : IDisposable
{
    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;

    protected ModelEditTests(string? store) => _test = new TestWorkspace(_clock, store);

    ModelStore Models => _test.Models;

    static readonly Author _ann = new() { By = "ann" };

    [Fact]
    public void A_model_can_be_there_before_its_first_version()
    {
        var model = Models.Create("churn", "who leaves", [new("team", "crm")]);

        Assert.Equal(("churn", "who leaves", 0), (model.Name, model.Description, model.VersionCount));
        Assert.Null(model.Newest);
        Assert.Equal(["team=crm"], model.Tags.Select(t => $"{t.Key}={t.Value}"));
        Assert.Equal(["churn"], Models.List().Select(m => m.Name));
        Expect.Mistake("model_exists", () => Models.Create("churn"));
        Expect.Mistake("no_version", () => Models.Get(ModelReference.Parse("churn")));
    }

    [Fact]
    public void A_version_that_was_made_elsewhere_has_a_source_and_no_package()
    {
        Models.Create("churn");
        var run = _test.Runs.Start(TestWorkspace.SomeRun());

        var version = Models.RegisterForeign("churn", new ForeignVersion($"runs:/{run}/model") { RunId = run, Description = "first", Tags = [new("k", "v")] }, _ann);

        Assert.Equal((1, run, "first", "ann", true), (version.Number, version.RunId, version.Description, version.CreatedBy, version.IsForeign));
        Assert.Equal("v", Assert.Single(version.Tags).Value);
        Expect.Mistake("no_package", () => Models.Open(version));
        Assert.Equal(2, Models.RegisterForeign("churn", new ForeignVersion("runs:/none/model") { RunId = "none" }).Number);
        Assert.Null(Models.Get(ModelReference.Parse("churn@2")).RunId);
    }

    [Fact]
    public void A_renamed_model_keeps_versions_aliases_tags_and_history()
    {
        _test.Register();
        Models.SetVersionTag(ModelReference.Parse("flights@1"), "a", "b");
        Models.SetTag("flights", "team", "crm");

        var renamed = Models.Rename("flights", "delays", _ann);

        Assert.Equal(("delays", 1, 1), (renamed.Name, renamed.VersionCount, renamed.Aliases["champion"]));
        Assert.Equal("team", Assert.Single(renamed.Tags).Key);
        Assert.Equal("a", Assert.Single(Models.Get(ModelReference.Parse("delays@1")).Tags).Key);
        Assert.Equal(["registered", "renamed"], Models.History("delays").Select(e => e.Kind));
        Expect.Mistake("unknown_model", () => Models.Find("flights"));
        Models.Create("other");
        Expect.Mistake("model_exists", () => Models.Rename("other", "delays"));
    }

    [Fact]
    public void Stages_move_and_archive_the_others()
    {
        _test.Register();
        _test.Register();
        Models.SetStage(ModelReference.Parse("flights@1"), "Production", archiveOthers: false);

        Models.SetStage(ModelReference.Parse("flights@2"), "Production", archiveOthers: true);

        Assert.Equal(["Production", "Archived"], Models.Versions("flights").Select(v => v.Stage));
        Expect.Mistake("invalid_stage", () => Models.SetStage(ModelReference.Parse("flights@2"), "Prod", archiveOthers: false));
    }

    [Fact]
    public void Where_approval_is_asked_for_nobody_is_promoted_without()
    {
        _test.Register();
        var second = ModelReference.Parse("flights@2");
        _test.Register();
        Models.SetRules("flights", new ModelRules(NeedsApproval: true, KeepVersions: null));

        Expect.Mistake("approval_needed", () => Models.Promote(second));
        Models.Approve(second, isApproved: false, _ann with { Reason = "too slow" });
        Expect.Mistake("rejected", () => Models.Promote(second));
        Models.Approve(second, isApproved: true, _ann);
        Models.Promote(second);

        var promoted = Models.History("flights")[^2];
        Assert.Equal(("promoted", 1), (promoted.Kind, promoted.Previous));
        Assert.Equal(("ann", "0.71", "0.71"), (promoted.Evidence["approved_by"], promoted.Evidence["roc_auc"], promoted.Evidence["before.roc_auc"]));
        Assert.Equal(["ann True"], Models.Approvals(second).Select(a => $"{a.By} {a.IsApproved}"));
    }

    [Fact]
    public void Only_the_newest_versions_without_an_alias_are_kept()
    {
        for (var i = 0; i < 5; i++) _test.Register();

        Models.SetRules("flights", new ModelRules(NeedsApproval: false, KeepVersions: 2));

        Assert.Equal([5, 4, 3, 1], Models.Versions("flights").Select(v => v.Number));
        _test.Register();
        Assert.Equal([6, 5, 4, 1], Models.Versions("flights").Select(v => v.Number));
        Assert.Equal(2, Models.History("flights").Count(e => e.Kind == "deleted"));
    }

    public void Dispose() => _test.Dispose();
}

public sealed class ModelEditOnSqliteTests() : ModelEditTests(null);

public sealed class ModelEditOnPostgresTests() : ModelEditTests(PostgresServer.NewDatabase("SELECT 1"));
