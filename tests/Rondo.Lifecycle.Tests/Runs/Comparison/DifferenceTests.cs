using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Runs.Comparison;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Store;

namespace Rondo.Lifecycle.Tests.Runs.Comparison;

public sealed class DifferenceTests : IDisposable
{
    readonly GitFolder _git = new();
    readonly Workspace _workspace;

    public DifferenceTests()
    {
        _workspace = Workspace.Open(Path.Combine(_git.Root, ".rondo"));
        _git.Write("homes.csv", SmallData.Homes());
        Write("area", "{ alpha: 1 }");
        _git.Commit();
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _git.Dispose();
    }

    [Fact]
    public void File_features_metrics_data_and_code_of_two_versions_are_compared()
    {
        Run();
        Write("area / 2", "{ alpha: 2 }");
        _git.Write("homes.csv", SmallData.Homes().Replace(",z3,", ",z4,", StringComparison.Ordinal));
        Run();

        var difference = Of("homes@1", "2");

        Assert.Contains(difference.Spec, c => c is { Name: "prepare.features.derive" });
        Assert.Contains(difference.Features, c => c is { Name: "half", Before: "area", After: "area / 2" });
        Assert.Contains(difference.Metrics, m => m.Name == "rmse" && m.Before != m.After);
        Assert.Equal((20, 0, 0), (difference.Data!.CellsChanged, difference.Data.RowsAdded, difference.Data.RowsRemoved));
        Assert.Equal((false, false, false), (difference.IsSameData, difference.IsSameModel, difference.IsSameCode));
        Assert.Empty(difference.Environment);
    }

    [Fact]
    public void The_same_changes_beyond_a_commit_are_the_same_code()
    {
        Write("area", "{ alpha: 3 }");
        Run();
        Run();
        Write("area", "{ alpha: 4 }");
        Run();

        Assert.True(Of("1", "v2").IsSameCode);
        Assert.True(Of("1", "v2").IsSameModel);
        Assert.False(Of("1", "v3").IsSameCode);
    }

    [Fact]
    public void Runs_are_compared_too()
    {
        Run();
        Write("area", "{ alpha: 3 }");
        Run();
        var runs = _workspace.Runs.List();

        var difference = Of(runs[1].Id, runs[0].Id[..12]);

        Assert.Equal((runs[1].Id, runs[0].Id), (difference.Before.Name, difference.After.Name));
        Assert.NotEmpty(difference.Spec);
        Assert.True(difference.IsSameData);
        Assert.Contains(difference.Metrics, m => m.Name == "rmse");
    }

    [Fact]
    public void What_is_meant_has_to_be_there_and_clear()
    {
        Run();
        Expect.Mistake("unknown_version", () => Of("1", "9"));
        Expect.Mistake("unknown_id", () => Of("1", "homse"));
        new LifecycleRunner(_workspace).Run(SpecReader.Read(Path.Combine(_git.Root, "rondo.yaml")) with { Spec = SpecReader.Read(_git.Root).Spec with { Name = "other" } }, new RunOptions { Threads = 1 });

        Assert.Contains("homes, other", Expect.Mistake("version_needed", () => Of("1", "2")).Message, StringComparison.Ordinal);
        Assert.True(Of("1", "1", "other").IsSameModel);
        Assert.Equal("other@1", Of("other@1", "1").After.Name);
    }

    [Fact]
    public void Rows_that_were_pruned_are_not_compared_and_that_is_said()
    {
        Run();
        _git.Write("homes.csv", SmallData.Homes(200));
        Run();
        _workspace.Models.Delete(ModelReference.Parse("homes@1"), force: true);
        Run();
        var runs = _workspace.Runs.List();
        _workspace.Pruning.Run(new Rondo.Lifecycle.Store.Snapshots.PruneOptions { Keep = 1 });

        var difference = Of(runs[^1].Id, runs[0].Id);

        Assert.Null(difference.Data);
        Assert.Contains("pruned", difference.DataNote, StringComparison.Ordinal);
    }

    // In a workspace of its own, as each command has: what an open one has read is not pruned.
    void Run()
    {
        using var workspace = Workspace.Open(_workspace.Folder);
        new LifecycleRunner(workspace).Run(SpecReader.Read(_git.Root), new RunOptions { Threads = 1 });
    }

    Difference Of(string before, string after, string? model = null)
    {
        var (first, second) = ComparedSide.Find(_workspace, before, after, model);
        return Difference.Of(_workspace, first, second, threads: 1);
    }

    void Write(string half, string ridge) => _git.Write("rondo.yaml",
        $"name: homes\ndefine: {{ target: price }}\nprepare:\n  source: homes.csv\n  leakage: off\n  entity: id\n  split: {{ strategy: random }}\n  drop: [id, late, grade, part]\n  features: {{ derive: {{ half: {half} }} }}\ntrain:\n  models: [ridge: {ridge}]\n  tune: {{ search: none }}\n");
}
