using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Runs.Reproduction;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Store;

namespace Rondo.Lifecycle.Tests.Runs.Reproduction;

public sealed class ReproductionRunnerTests : IDisposable
{
    const string Quick = "\n  models: [ridge, gradient_boosting: { n_estimators: 15, early_stopping: 0 }]\n  tune: { search: none }\n";
    const string QuickClasses = "\n  models: [logistic_regression, random_forest: { n_estimators: 10 }]\n  tune: { search: none }\n";

    readonly string _folder = Directory.CreateTempSubdirectory("rondo-again-").FullName;

    public ReproductionRunnerTests() => File.WriteAllText(Path.Combine(_folder, "homes.csv"), SmallData.Homes());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string, string> Files => new()
    {
        { "price", "drop: [late, grade]", Quick },
        { "late", "drop: [price, grade]", QuickClasses },
        { "grade", "drop: [price, late]", QuickClasses },
        { "price", "time: sold\n  drop: [late, grade]\n  split: { strategy: time, test: 0.25 }", Quick },
        { "price", "drop: [late, grade]\n  features: { derive: { z: area / rooms, a: z * 2 }, encode: { zone: target } }\n  clean: { outliers: { area: \"quantile_clip(0.01, 0.99)\" } }", Quick },
        { "price", "drop: [late, grade]\n  checks: { area: { max: 200 }, on_fail: quarantine }\n  clean: { duplicates: drop_near }", Quick },
        { "price", "drop: [late, grade]\n  split: { strategy: random, group: zone }\n  order_by: [id]", Quick },
        { "late", "drop: [price, grade]\n  balance: class_weight", "\n  models: [random_forest]\n  calibrate: isotonic\n  threshold: f1\n  tune: { search: bayesian, trials: 4, pruner: median }\n" },
        { "price", "drop: [late, grade]", "\n  models: [ridge]\n  cv: { nested: 3 }\n  tune: { search: random, trials: 3 }\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_version_is_made_again_to_the_bit_on_other_threads_and_without_its_source(string target, string prepare, string train)
    {
        var version = Run(target, prepare, train);
        File.Delete(Path.Combine(_folder, "homes.csv"));
        File.Delete(Path.Combine(_folder, "rondo.yaml"));

        var result = Reproduce("homes@1", threads: 3);

        Assert.True(result.IsSame, string.Join("\n", result.Differences));
        Assert.Equal(version.ModelHash, result.FoundHash);
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Alerts);
    }

    [Fact]
    public void A_cancelled_version_is_made_again_to_the_bit()
    {
        using var stop = new CancellationTokenSource();
        var trials = 0;
        var progress = new Told(p =>
        {
            if (p.Message.StartsWith("trial ", StringComparison.Ordinal) && ++trials == 7) stop.Cancel();
        });
        var version = Run("price", "drop: [late, grade]", "\n  models: [ridge, random_forest]\n  tune: { search: bayesian, trials: 40 }\n", new RunOptions { Threads = 2, Progress = progress, Cancellation = stop.Token });
        Assert.Empty(version.Aliases);

        var result = Reproduce("homes@1", threads: 1);

        Assert.True(result.IsSame, string.Join("\n", result.Differences));
        Assert.True(result.ReplayedTrials >= 7);
    }

    [Fact]
    public void A_search_without_time_for_more_is_replayed_by_its_trials()
    {
        Run("price", "drop: [late, grade]", "\n  models: auto\n  tune: { timeout: 3s }\n");

        var result = Reproduce("homes@1", threads: 1);

        Assert.True(result.IsSame, string.Join("\n", result.Differences));
        Assert.True(result.ReplayedTrials > 0);
    }

    [Fact]
    public void It_is_a_run_of_its_own_that_takes_nothing_from_the_cache_and_leaves_versions_and_data_as_they_were()
    {
        Run("price", "drop: [late, grade]", Quick);
        var result = Reproduce("homes");

        using var workspace = Open();
        var run = workspace.Runs.GetDetails(result.Run);
        Assert.Equal((RunStatus.Finished, "homes@1"), (run.Run.Status, run.Run.Environment["reproduces"]));
        Assert.Equal(workspace.Models.Get(ModelReference.Parse("homes")).SpecHash, run.Run.SpecHash);
        Assert.Single(workspace.Models.Versions("homes"));
        Assert.Single(workspace.Data.Versions());
        Assert.Single(workspace.Data.Versions()[0].Runs);
        Assert.DoesNotContain(workspace.Logs.Read(result.Run), l => l.Text.Contains("cache", StringComparison.Ordinal));
        Assert.Contains("The bits are those of homes@1.", workspace.Logs.Read(result.Run)[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_of_elsewhere_is_made_again_from_its_rows_and_from_no_others()
    {
        Run("price", "drop: [late, grade]", Quick);
        var package = Path.Combine(_folder, "package");
        using (var workspace = Open()) workspace.Models.Open(ModelReference.Parse("homes")).Export(package);
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;

        using var other = Workspace.Open(Path.Combine(elsewhere, ".rondo"));
        var model = ReproducedModel.Find(other, package);
        var none = Expect.Mistake("unknown_snapshot", () => Again(other, model, null));
        var same = Again(other, model, Path.Combine(_folder, "homes.csv"));
        File.WriteAllText(Path.Combine(_folder, "homes.csv"), SmallData.Homes().Replace("z3", "z4", StringComparison.Ordinal));

        Assert.True(same.IsSame);
        Assert.Contains("--data FILE", none.Hint, StringComparison.Ordinal);
        Expect.Mistake("other_data", () => Again(other, model, Path.Combine(_folder, "homes.csv")));
    }

    [Fact]
    public void Other_bits_are_told_with_the_first_thing_that_differs()
    {
        Run("price", "drop: [late, grade]", Quick);
        using var workspace = Open();
        var kept = workspace.Models.Open(ModelReference.Parse("homes"));
        // A pipeline that no training of this file makes.
        var other = new PackageWriter(workspace.Objects, kept.Description with { Metrics = kept.Description.Metrics.ToDictionary(m => m.Key, m => m.Value + 1) }, [.. kept.ReadPipeline(), 0]).Save();
        workspace.Models.Register(other, new Registration(Success: true));

        var result = Again(workspace, ReproducedModel.Find(workspace, "homes@2"), null);

        Assert.False(result.IsSame);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(result.Differences, d => d.What == "mae");
        Assert.Contains(result.Differences, d => d.What == "pipeline");
        Assert.True(File.Exists(result.PipelinePath));
        Assert.Equal(RunStatus.Failed, workspace.Runs.Get(result.Run).Status);
    }

    [Fact]
    public void Another_version_of_Rondo_is_told_and_explains_other_bits()
    {
        Run("price", "drop: [late, grade]", Quick);
        using var workspace = Open();
        var kept = workspace.Models.Open(ModelReference.Parse("homes"));
        var older = new PackageWriter(workspace.Objects, kept.Description with { Lineage = kept.Description.Lineage with { RondoVersion = "0.0.9" } }, [.. kept.ReadPipeline(), 0]).Save();
        workspace.Models.Register(older, new Registration(Success: true));

        var result = Again(workspace, ReproducedModel.Find(workspace, "homes@2"), null);

        Assert.Equal("other_rondo", Assert.Single(result.Alerts).Code);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public void Code_that_is_at_another_commit_or_changed_is_told_with_the_way_back()
    {
        using var git = new GitFolder();
        File.Copy(Path.Combine(_folder, "homes.csv"), Path.Combine(git.Root, "homes.csv"));
        git.Write("rondo.yaml", Text("price", "drop: [late, grade]", Quick));
        var first = git.Commit();
        using var workspace = Workspace.Open(Path.Combine(git.Root, ".rondo"));
        new LifecycleRunner(workspace).Run(SpecReader.Read(git.Root), new RunOptions { Threads = 1 });
        git.Write("rondo.yaml", Text("price", "drop: [late, grade, zone]", Quick));
        new LifecycleRunner(workspace).Run(SpecReader.Read(git.Root), new RunOptions { Threads = 1 });

        Assert.Equal(["working_copy_dirty"], Alerts("homes@1"));
        Assert.Empty(Alerts("homes@2"));
        git.Git("checkout", "-q", ".");
        Assert.Empty(Alerts("homes@1"));
        Assert.Equal(["made_dirty"], Alerts("homes@2"));
        git.Write("other.txt", "x");
        git.Commit();
        var moved = Again(workspace, ReproducedModel.Find(workspace, "homes@1"), null, git.Root);
        Assert.True(moved.IsSame);
        Assert.Equal(("other_commit", $"git checkout {first}"), (Assert.Single(moved.Alerts).Code, moved.Alerts[0].Command));

        string[] Alerts(string model) => [.. Again(workspace, ReproducedModel.Find(workspace, model), null, git.Root).Alerts.Select(a => a.Code)];
    }

    [Fact]
    public void A_run_keeps_what_it_said_and_why_it_failed()
    {
        var said = new List<string>();
        var version = Run("price", "drop: [late, grade]", Quick, new RunOptions { Threads = 1, Progress = new Told(p => said.Add(p.Message)) });
        using var workspace = Open();
        var log = workspace.Logs.Read(version.RunId!);

        Assert.Contains("reading homes.csv", log[0].Text, StringComparison.Ordinal);
        Assert.Equal(said.Distinct().Order(), log.Select(l => l.Text[10..]).Distinct().Order());
        Assert.Equal(Enumerable.Range(1, log.Count), log.Select(l => (int)l.Line));
    }

    ModelVersion Run(string target, string prepare, string train, RunOptions? options = null)
    {
        File.WriteAllText(Path.Combine(_folder, "rondo.yaml"), Text(target, prepare, train));
        using var workspace = Open();
        return new LifecycleRunner(workspace).Run(SpecReader.Read(_folder), options ?? new RunOptions { Threads = 2 }).Version;
    }

    ReproductionResult Reproduce(string model, int threads = 1)
    {
        using var workspace = Open();
        return new ReproductionRunner(workspace).Run(ReproducedModel.Find(workspace, model), null, _folder, new RunOptions { Threads = threads });
    }

    ReproductionResult Again(Workspace workspace, ReproducedModel model, string? file, string? folder = null) =>
        new ReproductionRunner(workspace).Run(model, file, folder ?? _folder, new RunOptions { Threads = 1 });

    Workspace Open() => Workspace.Open(Path.Combine(_folder, ".rondo"));

    static string Text(string target, string prepare, string train) =>
        $"name: homes\ndefine:\n  target: {target}\nprepare:\n  source: homes.csv\n  leakage: off\n  {prepare}\ntrain:{train}";

    sealed class Told(Action<RunProgress> tell) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            lock (this) tell(value);
        }
    }
}
