using Rondo.Engine.Data;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Lineage;
using Rondo.Lifecycle.Store.Snapshots;

namespace Rondo.Lifecycle.Tests.Store.Lineage;

public sealed class LineageStoreTests : IDisposable
{
    readonly TestWorkspace _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void A_version_goes_back_to_its_source_and_on_to_its_aliases()
    {
        var (run, data) = Run();
        _test.Register(run: run);

        var graph = _test.Workspace.Lineage.Of("flights@1");

        Assert.Equal("version:flights@1", graph.Focus);
        AssertEdges(graph,
            ("source:flights.csv", $"data:{data}", "read"),
            ($"data:{data}", $"run:{run}", "read"),
            ($"spec:{new string('a', 64)}", $"run:{run}", "followed"),
            ($"code:{TestWorkspace.SomeRun().Code}", $"run:{run}", "used"),
            ($"run:{run}", "version:flights@1", "made"),
            ("version:flights@1", "alias:flights@champion", "named"));
        Assert.Equal("flights@latest", graph.Node($"data:{data}").Title);
    }

    [Theory]
    [InlineData("flights")]
    [InlineData("flights@champion")]
    [InlineData("version:flights@1")]
    [InlineData("alias:flights@champion")]
    public void A_version_is_named_in_many_ways(string id)
    {
        _test.Register(run: Run().Run);
        _test.Register(run: Run().Run);

        Assert.Equal("version:flights@1", _test.Workspace.Lineage.Of(id).Focus);
    }

    [Fact]
    public void Data_go_on_to_runs_versions_and_aliases_and_are_named_by_tag_hash_or_latest()
    {
        var (first, data) = Run();
        var (second, _) = Run();
        _test.Register(run: first);
        _test.Register(run: second);
        _test.Workspace.Data.Tag("clean", data);

        foreach (var id in (string[])["clean", data[..8], "latest", "flights@latest", $"data:{data}"])
        {
            var graph = _test.Workspace.Lineage.Of(id);
            Assert.Equal($"data:{data}", graph.Focus);
            Assert.Equal([$"run:{second}", $"run:{first}"], graph.After(graph.Focus).Select(a => a.Node.Id));
            Assert.Contains(graph.Nodes, n => n.Id == "alias:flights@champion");
            Assert.Contains(graph.Nodes, n => n.Id == "alias:flights@challenger");
            Assert.Equal("source:flights.csv", Assert.Single(graph.Before(graph.Focus)).Node.Id);
        }
    }

    [Fact]
    public void A_run_shows_its_trials_its_versions_and_who_reproduced_them()
    {
        var (run, _) = Run();
        _test.Register(run: run);
        var trial = _test.Runs.Start(TestWorkspace.SomeRun() with { ParentId = run });
        var again = _test.Runs.Start(TestWorkspace.SomeRun() with { Environment = new Dictionary<string, string> { ["reproduces"] = "flights@1" } });

        var graph = _test.Workspace.Lineage.Of(run[..12]);

        Assert.Equal($"run:{run}", graph.Focus);
        Assert.Contains(new LineageEdge($"run:{run}", $"run:{trial}", "contained"), graph.Edges);
        Assert.Contains(new LineageEdge("version:flights@1", $"run:{again}", "reproduced"), graph.Edges);
        Assert.Contains(new LineageEdge($"run:{run}", "version:flights@1", "made"), _test.Workspace.Lineage.Of(again).Edges);
    }

    [Fact]
    public void A_version_whose_run_was_deleted_still_tells_what_its_package_says()
    {
        var (run, _) = Run();
        _test.Register(run: run);
        _test.Runs.Delete(run, force: true);

        var graph = _test.Workspace.Lineage.Of("flights@1");

        Assert.Equal([$"data:{new string('b', 64)}", $"spec:{new string('a', 64)}"], graph.Before(graph.Focus).Select(b => b.Node.Id));
    }

    [Fact]
    public void Of_very_many_runs_the_newest_are_told_and_that_there_are_more()
    {
        var (_, data) = Run();
        for (var i = 0; i < LineageStore.MostRuns; i++) _test.Runs.Start(TestWorkspace.SomeRun() with { DataHash = data });

        var graph = _test.Workspace.Lineage.Of("latest");

        Assert.True(graph.IsCut);
        Assert.Equal(LineageStore.MostRuns, graph.After(graph.Focus).Count());
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        _test.Register();

        Assert.Contains("flights", Expect.Mistake("unknown_id", () => _test.Workspace.Lineage.Of("flihts")).Hint, StringComparison.Ordinal);
        Expect.Mistake("unknown_version", () => _test.Workspace.Lineage.Of("flights@7"));
        Expect.Mistake("unknown_alias", () => _test.Workspace.Lineage.Of("flights@nightly"));
        Expect.Mistake("unknown_run", () => _test.Workspace.Lineage.Of("run:1abc"));
        Expect.Mistake("unknown_id", () => _test.Workspace.Lineage.Of("0198-some-prediction"));
        Expect.Mistake("unknown_id", () => _test.Workspace.Lineage.Of("' OR 1=1 --"));
    }

    (string Run, string Data) Run()
    {
        var table = Table.Of(("x", new IntegerColumn(ColumnType.Int64, [1, 2, 3])));
        var data = _test.Workspace.Snapshots.Keep(table, threads: 1).Manifest.DataHash;
        var run = _test.Runs.Start(TestWorkspace.SomeRun() with { DataHash = data });
        _test.Workspace.Data.Record(new DataReading("flights", data, "flights.csv", run));
        _test.Runs.Finish(run, RunStatus.Finished);
        return (run, data);
    }

    static void AssertEdges(LineageGraph graph, params (string From, string To, string Kind)[] edges)
    {
        Assert.Equal(edges.Order(), graph.Edges.Select(e => (e.From, e.To, e.Kind)).Order());
        foreach (var edge in graph.Edges) Assert.All([edge.From, edge.To], id => graph.Node(id));
    }
}
