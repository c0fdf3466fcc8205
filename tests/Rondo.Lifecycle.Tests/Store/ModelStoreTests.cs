using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store;

public abstract class ModelStoreTests : IDisposable
{
    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;

    protected ModelStoreTests(string? store) => _test = new TestWorkspace(_clock, store);

    ModelStore Models => _test.Models;

    [Fact]
    public void The_first_success_is_champion_later_ones_are_challengers()
    {
        Assert.Equal(["champion"], _test.Register().Aliases);
        Assert.Equal(["challenger"], _test.Register().Aliases);
        Assert.Equal(["challenger"], _test.Register().Aliases);

        Assert.Empty(Get("flights@2").Aliases);
        Assert.Equal(1, Get("flights").Number);
    }

    [Fact]
    public void A_version_that_missed_a_criterion_or_was_cancelled_gets_no_alias()
    {
        Assert.Empty(_test.Register(success: false).Aliases);
        Assert.Empty(Models.Register(TestWorkspace.Pack(_test.Workspace), new Registration(Success: true) { IsCancelled = true }).Aliases);

        Assert.Equal(["champion"], _test.Register().Aliases);
    }

    [Fact]
    public void The_file_may_name_the_alias_of_a_success()
    {
        var package = TestWorkspace.Pack(_test.Workspace);

        Assert.Equal(["shadow"], Models.Register(package, new Registration(true) { Alias = "shadow" }).Aliases);
        Assert.Empty(Models.Register(package, new Registration(false) { Alias = "shadow" }).Aliases);
    }

    [Fact]
    public void A_version_keeps_what_its_package_says()
    {
        var run = _test.Runs.Start(TestWorkspace.SomeRun());
        var package = TestWorkspace.Pack(_test.Workspace, run: run);

        Models.Register(package, new Registration(true));

        var version = Get("flights@1");
        Assert.Equal((run, package.Hash, package.ModelHash), (version.RunId, version.PackageHash, version.ModelHash));
        Assert.Equal((new string('a', 64), new string('b', 64)), (version.SpecHash, version.DataHash));
        Assert.Equal((_clock.GetUtcNow(), true), (version.Created, version.Success));
        Assert.Equal((0.71, null), (version.Metrics["roc_auc"], version.Metrics["mcc"]));
        Assert.Equal("pipeline"u8.ToArray(), Models.Open(version).ReadPipeline());
    }

    [Fact]
    public void A_package_of_another_workspace_comes_without_its_run() => Assert.Null(_test.Register(run: "0000000000000000").RunId);

    [Fact]
    public void A_package_with_a_missing_object_is_not_registered()
    {
        var package = TestWorkspace.Pack(_test.Workspace);
        File.Delete(_test.ObjectPath(package.Manifest.Files["pipeline.bin"].Sha256));

        Expect.Mistake("damaged_package", () => Models.Register(package, new Registration(true)));

        Assert.Empty(Models.List());
    }

    [Fact]
    public void The_plain_name_is_the_champion_else_the_newest()
    {
        _test.Register(success: false);
        _test.Register(success: false);
        Assert.Equal(2, Get("flights").Number);

        _test.Register();
        _test.Register(success: false);

        Assert.Equal(3, Get("flights").Number);
    }

    [Fact]
    public void What_is_not_there_is_named_with_what_was_probably_meant()
    {
        Assert.Equal("None is registered yet.", Expect.Mistake("unknown_model", () => Get("flights")).Hint);
        _test.Register();

        Assert.Equal("Did you mean 'flights'?", Expect.Mistake("unknown_model", () => Get("fligths")).Hint);
        Assert.Equal("Did you mean 'champion'?", Expect.Mistake("unknown_alias", () => Get("flights@chmapion")).Hint);
        Assert.Equal("The newest is 1.", Expect.Mistake("unknown_version", () => Get("flights@9")).Hint);
    }

    [Fact]
    public void A_promoted_challenger_is_champion_and_no_longer_challenger()
    {
        _test.Register();
        _test.Register();

        var version = Models.Promote(ModelReference.Parse("flights@challenger"), ExpectedAlias.Version(1));

        Assert.Equal((2, "champion"), (version.Number, Assert.Single(version.Aliases)));
        Assert.Empty(Get("flights@1").Aliases);
        Expect.Mistake("unknown_alias", () => Get("flights@challenger"));
    }

    [Fact]
    public void A_version_that_missed_its_criteria_is_promoted_only_when_forced()
    {
        _test.Register(success: false);
        var reference = ModelReference.Parse("flights@1");

        Assert.Equal(Blame.Criterion, Expect.Mistake("success_missed", () => Models.Promote(reference)).Blame);
        Expect.Mistake("success_missed", () => Models.SetAlias("champion", reference));

        Assert.Equal(["champion"], Models.Promote(reference, force: true).Aliases);
    }

    [Fact]
    public void An_alias_that_was_moved_meanwhile_is_not_moved_again()
    {
        _test.Register();
        _test.Register();
        _test.Register();
        Models.Promote(ModelReference.Parse("flights@2"), ExpectedAlias.Version(1));

        var mistake = Expect.Mistake("alias_moved", () => Models.Promote(ModelReference.Parse("flights@3"), ExpectedAlias.Version(1)));

        Assert.Contains("version 2", mistake.Message, StringComparison.Ordinal);
        Assert.Equal(2, Get("flights").Number);
        Expect.Mistake("alias_moved", () => Models.SetAlias("shadow", ModelReference.Parse("flights@3"), ExpectedAlias.Version(1)));
        Models.SetAlias("shadow", ModelReference.Parse("flights@3"), ExpectedAlias.Nothing);
        Expect.Mistake("alias_moved", () => Models.SetAlias("shadow", ModelReference.Parse("flights@1"), ExpectedAlias.Nothing));
    }

    [Fact]
    public void Of_two_promoters_one_wins()
    {
        for (var i = 0; i < 3; i++) _test.Register();
        var won = 0;
        var lost = 0;

        Parallel.For(2, 4, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number =>
        {
            using var own = _test.OpenAgain();
            try
            {
                own.Models.Promote(ModelReference.Version("flights", number), ExpectedAlias.Version(1));
                Interlocked.Increment(ref won);
            }
            catch (RondoException e) when (e.Mistakes[0].Code == "alias_moved")
            {
                Interlocked.Increment(ref lost);
            }
        });

        Assert.Equal((1, 1), (won, lost));
    }

    [Fact]
    public void Rollback_goes_back_champion_by_champion()
    {
        for (var i = 0; i < 3; i++) _test.Register();
        Models.Promote(ModelReference.Parse("flights@2"));
        Models.Promote(ModelReference.Parse("flights@3"));

        Assert.Equal(2, Models.Rollback("flights").Number);
        Assert.Equal(1, Models.Rollback("flights").Number);
        Expect.Mistake("no_previous_champion", () => Models.Rollback("flights"));

        Models.Promote(ModelReference.Parse("flights@3"));
        Assert.Equal(1, Models.Rollback("flights", ExpectedAlias.Version(3)).Number);
    }

    [Fact]
    public void Rollback_passes_over_deleted_versions()
    {
        for (var i = 0; i < 3; i++) _test.Register();
        Models.Promote(ModelReference.Parse("flights@2"));
        Models.Promote(ModelReference.Parse("flights@3"));
        Models.Delete(ModelReference.Parse("flights@2"));

        Assert.Equal(1, Models.Rollback("flights").Number);
    }

    [Fact]
    public void A_version_with_an_alias_is_deleted_only_when_forced_and_its_number_is_not_used_again()
    {
        _test.Register();
        _test.Register();

        Expect.Mistake("version_in_use", () => Models.Delete(ModelReference.Parse("flights@2")));
        Expect.Mistake("version_needed", () => Models.Delete(ModelReference.Parse("flights")));
        Models.Delete(ModelReference.Parse("flights@2"), force: true);

        Expect.Mistake("unknown_alias", () => Get("flights@challenger"));
        Assert.Equal(3, _test.Register().Number);
    }

    [Fact]
    public void A_deleted_model_is_gone_but_its_history_and_numbers_stay()
    {
        _test.Register();
        _test.Register();
        Models.DeleteModel("flights", force: true);

        Expect.Mistake("unknown_model", () => Get("flights"));
        Assert.Contains(Models.History("flights"), e => e.Kind == "deleted");
        var next = _test.Register();
        Assert.Equal((3, "champion"), (next.Number, Assert.Single(next.Aliases)));
    }

    [Fact]
    public void The_history_says_who_was_champion_when_and_why()
    {
        _test.Register();
        _clock.Advance(TimeSpan.FromHours(1));
        _test.Register();
        _clock.Advance(TimeSpan.FromHours(1));
        Models.Promote(ModelReference.Parse("flights@2"), author: new Author
        {
            By = "ada",
            Reason = "better by 3%",
            Evidence = new Dictionary<string, string> { ["roc_auc"] = "0.74" },
        });
        var promoted = _clock.GetUtcNow();

        var history = Models.History("flights");

        Assert.Equal(
            ["registered 1 champion ", "registered 2 challenger ", "promoted 2 champion 1", "alias_removed  challenger 2"],
            history.Select(e => $"{e.Kind} {e.Version} {e.Alias} {e.Previous}"));
        Assert.Equal(("ada", "better by 3%", "0.74"), (history[2].By, history[2].Reason, history[2].Evidence["roc_auc"]));
        Assert.Equal(1, Models.AliasAt("flights", "champion", promoted - TimeSpan.FromSeconds(1)));
        Assert.Equal(2, Models.AliasAt("flights", "champion", promoted));
        Assert.Null(Models.AliasAt("flights", "challenger", promoted));
    }

    [Fact]
    public void Every_change_moves_the_change_sequence()
    {
        var before = _test.Workspace.ChangeSequence();
        _test.Register();
        var after = _test.Workspace.ChangeSequence();
        Models.SetAlias("shadow", ModelReference.Parse("flights@1"));

        Assert.True(before < after && after < _test.Workspace.ChangeSequence());
    }

    [Fact]
    public void The_list_shows_each_model_with_its_newest_version_and_aliases()
    {
        _test.Register();
        _test.Register(success: false);
        _test.Register(model: "another");

        var models = Models.List();

        Assert.Equal(["another", "flights"], models.Select(m => m.Name));
        Assert.Equal((2, 2, 1), (models[1].VersionCount, models[1].Newest!.Number, models[1].Aliases["champion"]));
        Assert.Equal([2, 1], Models.Versions("flights").Select(v => v.Number));
    }

    [Fact]
    public void Registrations_at_once_give_consecutive_versions_and_one_champion()
    {
        var package = TestWorkspace.Pack(_test.Workspace);

        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using var own = _test.OpenAgain();
            for (var i = 0; i < 5; i++) own.Models.Register(package, new Registration(true));
        });

        Assert.Equal(Enumerable.Range(1, 20).Reverse(), Models.Versions("flights").Select(v => v.Number));
        Assert.Equal(1, Get("flights").Number);
        Assert.Equal(20, Get("flights@challenger").Number);
    }

    public void Dispose() => _test.Dispose();

    ModelVersion Get(string reference) => Models.Get(ModelReference.Parse(reference));
}

public sealed class ModelStoreOnSqliteTests() : ModelStoreTests(null);

public sealed class ModelStoreOnPostgresTests() : ModelStoreTests(PostgresServer.NewDatabase("SELECT 1"));
