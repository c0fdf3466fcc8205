using System.Diagnostics;

namespace Rondo.EndToEndTests;

/// <summary>Where models come from, what came of them, and that they come out the same once more.</summary>
public sealed class LineageTests
{
    const string Quick = "train:\n  models: [ridge, gradient_boosting: { n_estimators: 20, early_stopping: 0 }]\n  tune: { search: none }\n";

    static readonly Dictionary<string, string> s_plain = [];

    [Theory]
    [InlineData("homes.csv", "price", "", Quick)]
    [InlineData("homes.csv", "price", "  time: sold\n  split: { strategy: time, test: 0.2 }\n  features: { derive: { per_room: area / rooms } }\n", Quick)]
    [InlineData("churn.csv", "churned", "", "train:\n  models: [logistic_regression, random_forest]\n  tune: { search: bayesian, trials: 6 }\n")]
    [InlineData("homes.csv", "kind", "", "train:\n  models: [mlp: { epochs: 3 }, naive_bayes]\n  tune: { search: none }\n")]
    [InlineData("homes.csv", "price", "", "train:\n  models: auto\n  tune: { timeout: 8s }\n")]
    [Trait("Category", "Slow")]
    public void A_version_comes_out_the_same_on_other_threads_and_without_vector_instructions(string data, string target, string prepare, string train)
    {
        using var rondo = new RondoProcess();
        rondo.Write(data, data == "churn.csv" ? SampleData.Churn() : SampleData.Homes());
        rondo.Write("rondo.yaml", $"name: sample\ndefine: {{ target: {target} }}\nprepare:\n  source: {data}\n{prepare}{train}");
        var run = rondo.Run("run", "--output", "json", "--threads", "2");
        Assert.True(run.Code is 0 or 3, run.ToString());
        File.Delete(Path.Combine(rondo.Folder, data));

        foreach (var (environment, threads) in ((Dictionary<string, string>, string)[])[(s_plain, "1"), (new() { ["DOTNET_EnableAVX2"] = "0" }, "3")])
        {
            var again = rondo.Run(environment, "reproduce", "sample@1", "--output", "json", "--threads", threads);
            Assert.True(again.Code == 0, again.ToString());
            Assert.True(again.Json.GetProperty("same").GetBoolean());
            Assert.Equal(run.Json.GetProperty("model_hash").GetString(), again.Json.GetProperty("model_hash").GetProperty("found").GetString());
            Assert.Equal(0, again.Json.GetProperty("alerts").GetArrayLength());
        }
    }

    [Fact]
    public void A_clean_clone_with_the_workspace_alone_makes_the_same_bits()
    {
        using var rondo = WithHomes();
        rondo.Write(".gitignore", "homes.csv\n");
        Git(rondo.Folder, "init", "-q");
        Git(rondo.Folder, "add", ".");
        Git(rondo.Folder, "commit", "-q", "-m", "First");
        var run = rondo.Run("run", "--output", "json");
        using var clone = new RondoProcess();
        Git(clone.Folder, "clone", "-q", rondo.Folder, ".");
        Copy(Path.Combine(rondo.Folder, ".rondo"), Path.Combine(clone.Folder, ".rondo"));
        Assert.False(File.Exists(Path.Combine(clone.Folder, "homes.csv")));

        var again = clone.Run("reproduce", "sample@1", "--output", "json");

        Assert.True(again.Code == 0, again.ToString());
        Assert.Equal(run.Json.GetProperty("model_hash").GetString(), again.Json.GetProperty("model_hash").GetProperty("found").GetString());
        Assert.Equal(0, again.Json.GetProperty("alerts").GetArrayLength());
        Assert.Contains("same bits", clone.Run("reproduce", "sample").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_committed_is_kept_and_put_back_by_git_apply()
    {
        using var rondo = WithHomes();
        Git(rondo.Folder, "init", "-q");
        Git(rondo.Folder, "add", ".");
        Git(rondo.Folder, "commit", "-q", "-m", "First");
        rondo.Write("rondo.yaml", File.ReadAllText(Path.Combine(rondo.Folder, "rondo.yaml")) + "# not committed\n");
        var run = rondo.Run("run", "--output", "json").Json.GetProperty("run").GetString()!;
        var diff = rondo.Run("runs", "show", run, "--diff").Out;
        Assert.Contains("+# not committed", diff, StringComparison.Ordinal);
        Assert.Equal(diff, rondo.Run("runs", "show", run, "--diff", "--output", "json").Json.GetProperty("diff").GetString());

        Git(rondo.Folder, "checkout", "-q", ".");
        var alert = Assert.Single(rondo.Run("reproduce", "sample@1", "--output", "json").Json.GetProperty("alerts").EnumerateArray());
        Assert.Equal("made_dirty", alert.GetProperty("code").GetString());
        rondo.Write("kept.patch", diff);
        Git(rondo.Folder, "apply", "kept.patch");
        Assert.EndsWith("# not committed\n", File.ReadAllText(Path.Combine(rondo.Folder, "rondo.yaml")), StringComparison.Ordinal);
        var lineage = rondo.Run("lineage", "sample@1").Out;
        Assert.Contains($"rondo runs show {run} --diff", lineage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_is_needed_and_another_build_of_it_is_told()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes(300));
        rondo.Write("rondo.yaml", "name: sample\ndefine: { target: price }\nprepare: { source: homes.csv }\ntrain:\n  models: [bin_means]\n  tune: { search: none }\n");
        var plugin = PluginTests.Install(rondo, "plugins");
        var run = rondo.Run("run", "--output", "json");
        Assert.True(run.Code is 0 or 3, run.ToString());
        Assert.Contains("plugin Rondo.SamplePlugin.dll", rondo.Run("lineage", "sample").Out, StringComparison.Ordinal);

        Assert.Equal(0, rondo.Run("reproduce", "sample@1").Code);
        PluginTests.Install(rondo, "plugins", change: true);
        var other = rondo.Run("reproduce", "sample@1", "--output", "json");
        Assert.Equal((0, "other_plugin"), (other.Code, Assert.Single(other.Json.GetProperty("alerts").EnumerateArray()).GetProperty("code").GetString()));
        File.Delete(plugin);
        var missing = rondo.Run("reproduce", "sample@1", "--output", "json");
        Assert.Equal((2, "missing_plugin"), (missing.Code, missing.Json.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public void Lineage_and_history_are_told_as_text_and_as_json()
    {
        using var rondo = WithHomes();
        var first = rondo.Run("run", "--output", "json").Json;
        rondo.Write("rondo.yaml", File.ReadAllText(Path.Combine(rondo.Folder, "rondo.yaml")).Replace("n_estimators: 20", "n_estimators: 30", StringComparison.Ordinal));
        rondo.Run("run", "--quiet");
        Thread.Sleep(TimeSpan.FromSeconds(1.1));
        var before = DateTimeOffset.UtcNow;
        Thread.Sleep(TimeSpan.FromSeconds(1.1));
        Assert.Equal(0, rondo.Run("models", "promote", "sample@2", "--reason", "better").Code);

        var graph = rondo.Run("lineage", first.GetProperty("data_hash").GetString()![..10], "--output", "json").Json;
        var ids = graph.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id").GetString()).ToArray();
        foreach (var id in (string[])["source:homes.csv", $"run:{first.GetProperty("run").GetString()}", "version:sample@1", "version:sample@2", "alias:sample@champion"]) Assert.Contains(id, ids);
        Assert.All(graph.GetProperty("edges").EnumerateArray(), e => Assert.True(ids.Contains(e.GetProperty("from").GetString()) && ids.Contains(e.GetProperty("to").GetString())));
        Assert.Equal((2, "unknown_id"), Error(rondo.Run("lineage", "nothing", "--output", "json")));

        var events = rondo.Run("history", "sample", "--output", "json").Json.GetProperty("events").EnumerateArray().ToArray();
        Assert.Equal(["registered", "registered", "promoted", "alias_removed"], events.Select(e => e.GetProperty("kind").GetString()));
        foreach (var key in (string[])["time", "kind", "model", "version", "by", "reason", "evidence"]) Assert.All(events, e => Assert.True(e.TryGetProperty(key, out _), key));
        Assert.Equal(("better", 1), (events[2].GetProperty("reason").GetString(), events[2].GetProperty("previous").GetInt32()));
        Assert.Equal(1, rondo.Run("history", "sample", "--at", $"{before:yyyy-MM-ddTHH:mm:ss}Z", "--output", "json").Json.GetProperty("aliases").GetProperty("champion").GetInt32());
        Assert.StartsWith("champion    sample@2", rondo.Run("history", "sample", "--at", $"{DateTime.UtcNow.AddDays(1):yyyy-MM-dd}").Out, StringComparison.Ordinal);
        Assert.Contains("no champion", rondo.Run("history", "sample", "--at", "2020-01-01T12:00").Out, StringComparison.Ordinal);
        Assert.Equal((2, "bad_time"), Error(rondo.Run("history", "sample", "--at", "yesterday", "--output", "json")));
    }

    [Fact]
    public void The_log_of_a_killed_run_has_what_it_said_until_the_last_second()
    {
        using var rondo = WithHomes("  models: [gradient_boosting]\n  tune: { trials: 200 }\n");
        using var process = rondo.Start(s_plain, "run", "--quiet");
        // Said, and a second old.
        while (!rondo.Run("runs", "list", "--output", "json").Json.GetProperty("runs").EnumerateArray().Any()) Thread.Sleep(100);
        Thread.Sleep(TimeSpan.FromSeconds(4));
        process.Kill();
        process.WaitForExit();

        var run = rondo.Run("runs", "list", "--output", "json").Json.GetProperty("runs")[0];
        var log = rondo.Run("runs", "show", run.GetProperty("run").GetString()!, "--log");

        Assert.Equal("killed", run.GetProperty("status").GetString());
        Assert.Contains("reading homes.csv", log.Out, StringComparison.Ordinal);
        Assert.Contains("splitting by", log.Out, StringComparison.Ordinal);
    }

    static RondoProcess WithHomes(string train = "")
    {
        var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", "name: sample\ndefine: { target: price }\nprepare: { source: homes.csv }\n" + (train.Length == 0 ? Quick : "train:\n" + train));
        return rondo;
    }

    static (int, string?) Error(Ended ended) => (ended.Code, ended.Json.GetProperty("error").GetProperty("code").GetString());

    static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Prepend(from)) Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    static void Git(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=Test", "-c", "user.email=test@example.org", .. words]) { WorkingDirectory = folder };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var git = Process.Start(start)!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
