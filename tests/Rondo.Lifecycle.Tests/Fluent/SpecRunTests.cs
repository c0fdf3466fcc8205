using Rondo.Lifecycle.Fluent;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Tests.Runs;

namespace Rondo.Lifecycle.Tests.Fluent;

[Trait("Category", "Slow")]
public sealed class SpecRunTests
{
    static LifecycleWords Homes => new LifecycleWords().Name("homes")
        .Define(d => d.Target("price"))
        .Prepare(p => p.From("homes.csv").Drop("id", "late", "grade", "part"))
        .Train(t => t.Models(Model.Ridge()).Tune(Search.None));

    [Fact]
    public async Task A_run_reports_progress_and_registers_where_it_is_told()
    {
        using var folder = new DataFolder();
        var steps = new List<string>();
        var spec = Homes.Build();

        var result = await spec.RunAsync(new RunSettings { Folder = folder.Path, Workspace = Path.Combine(folder.Path, "store"), Threads = 1 }, new Steps(steps), TestContext.Current.CancellationToken);

        Assert.Equal("homes@1", result.Version.ToString());
        Assert.False(result.IsCancelled);
        Assert.Contains("train", steps);
        Assert.Contains("register", steps);
        Assert.True(File.Exists(Path.Combine(folder.Path, "store", "store.db")));
        Assert.Equal(result.Version.SpecHash, (await spec.RunAsync(new RunSettings { Folder = folder.Path }, cancellation: TestContext.Current.CancellationToken)).Version.SpecHash);
    }

    [Fact]
    public async Task A_cancelled_run_keeps_the_best_so_far()
    {
        using var folder = new DataFolder();
        using var cancel = new CancellationTokenSource();
        var spec = Homes.Train(t => t.Models(Model.Ridge(), Model.GradientBoosting()).Tune(Search.Random, trials: 5000)).Build();

        var result = await spec.RunAsync(new RunSettings { Folder = folder.Path }, new CancelAfterTrials(cancel), cancel.Token);

        Assert.True(result.IsCancelled);
        Assert.Empty(result.Version.Aliases);
        Assert.Equal(1, result.Version.Number);
    }

    sealed class Steps(List<string> seen) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            lock (seen) seen.Add(value.Step);
        }
    }

    sealed class CancelAfterTrials(CancellationTokenSource cancel) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Message.StartsWith("trial 5 of", StringComparison.Ordinal)) cancel.Cancel();
        }
    }

    sealed class DataFolder : IDisposable
    {
        public DataFolder() => File.WriteAllText(System.IO.Path.Combine(Path, "homes.csv"), SmallData.Homes());

        public string Path { get; } = Directory.CreateTempSubdirectory("rondo-run-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
