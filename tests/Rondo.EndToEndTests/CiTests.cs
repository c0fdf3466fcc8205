using System.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace Rondo.EndToEndTests;

/// <summary>The workflow that `rondo ci init` writes does in a shell what it says.</summary>
public sealed class CiTests
{
    const string Quick = "train: { models: [logistic_regression], tune: none }\n";

    [Theory]
    [InlineData("github", ".github/workflows/rondo.yml")]
    [InlineData("gitlab", ".gitlab-ci.yml")]
    public void Its_steps_plan_run_gate_and_keep_the_report(string host, string file)
    {
        using var rondo = new RondoProcess();
        Penguins(rondo, Quick);

        var ended = rondo.Run("ci", "init", "penguins", "--for", host, "--program", RondoProcess.Program);

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Contains("RONDO_STORE, RONDO_OBJECTS", ended.Out, StringComparison.Ordinal);
        var jobs = Jobs(rondo, Path.Combine("penguins", file));
        Assert.DoesNotContain("retrain", jobs.Keys);
        var (code, told) = RunJob(rondo, jobs["gate"]);
        Assert.True(code == 0, told);
        foreach (var kept in (string[])["plan.yaml", "report.html"]) Assert.True(File.Exists(Path.Combine(rondo.Folder, "penguins", "rondo-reports", kept)), told);
        if (jobs.TryGetValue("register", out var register)) told = RunJob(rondo, register).Told;
        Assert.Contains("RONDO_STORE is not set: nothing is registered.", told, StringComparison.Ordinal);
        // Nothing but what was to come: no store that others would see.
        Assert.False(Directory.Exists(Path.Combine(rondo.Folder, "penguins", ".rondo")));
    }

    [Theory]
    [InlineData("success: { accuracy: 0.95 }", "success: { log_loss: 0.0000001 }", 3)]
    [InlineData("../data/penguins.json", "other.csv", 4)]
    [InlineData("../data/penguins.json", "leak.csv", 5)]
    public void A_missed_criterion_a_failed_check_and_a_leak_fail_the_job_by_their_codes(string what, string by, int expected)
    {
        using var rondo = new RondoProcess();
        Penguins(rondo, Quick);
        var file = Path.Combine(rondo.Folder, "penguins", "rondo.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace(what, by, StringComparison.Ordinal));
        rondo.Write("penguins/other.csv", "Species,Island\nAdelie,Dream\n");
        if (expected == 5)
        {
            File.Delete(Path.Combine(rondo.Folder, "penguins", "schema.yaml"));
            rondo.Write("penguins/leak.csv", "Species,Code,Size\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{(i % 2 == 0 ? "Adelie" : "Gentoo")},{(i % 2 == 0 ? "a" : "g")},{i * 7919 % 97}\n")));
        }
        Assert.Equal(0, rondo.Run("ci", "init", "penguins", "--program", RondoProcess.Program).Code);

        var (code, told) = RunJob(rondo, Jobs(rondo, "penguins/.github/workflows/rondo.yml")["gate"]);

        Assert.True(code == expected, $"exit {code}\n{told}");
    }

    [Fact]
    public void A_schedule_and_test_projects_are_found_and_nothing_is_written_over()
    {
        using var rondo = new RondoProcess();
        Penguins(rondo, Quick + "retrain: { when: [{ schedule: \"@monthly\" }, drift] }\n");
        Directory.CreateDirectory(Path.Combine(rondo.Folder, ".git"));
        Directory.CreateDirectory(Path.Combine(rondo.Folder, "tests", "it's"));
        rondo.Write("tests/it's/Gate.csproj", "<Project><ItemGroup><PackageReference Include=\"xunit\" /></ItemGroup></Project>");

        var told = rondo.Run("ci", "init", "penguins", "--output", "json").Json;

        // A repository has its workflows at its root.
        Assert.Equal(Path.Combine(rondo.Folder, ".github", "workflows", "rondo.yml"), told.GetProperty("file").GetString());
        Assert.Equal("0 0 1 * *", told.GetProperty("retrain").GetString());
        var text = File.ReadAllText(told.GetProperty("file").GetString()!);
        Assert.Contains("    - cron: '0 0 1 * *'\n", text, StringComparison.Ordinal);
        var jobs = Jobs(rondo, ".github/workflows/rondo.yml");
        Assert.Contains(jobs["gate"], s => s.Run == "dotnet test 'tests/it'\\''s/Gate.csproj'\n");
        Assert.Contains("rondo retrain penguins --workspace penguins/.rondo;", Assert.Single(jobs["retrain"]).Run, StringComparison.Ordinal);
        Assert.Equal(0, RunJob(rondo, jobs["retrain"], folder: ".").Code);
        Assert.DoesNotContain("secrets.RONDO_STORE", string.Concat(jobs["gate"].Select(s => s.Run)), StringComparison.Ordinal);

        File.AppendAllText(Path.Combine(rondo.Folder, ".github", "workflows", "rondo.yml"), "# mine\n");
        var again = rondo.Run("ci", "init", "penguins");
        Assert.True(again.Code == 2 && again.Error.Contains("--force", StringComparison.Ordinal), again.ToString());
        Assert.EndsWith("# mine\n", File.ReadAllText(Path.Combine(rondo.Folder, ".github", "workflows", "rondo.yml")), StringComparison.Ordinal);
        Assert.Equal(0, rondo.Run("ci", "init", "penguins", "--force").Code);
        Assert.Equal(2, rondo.Run("ci", "init", "nowhere").Code);
        Assert.Equal(2, rondo.Run("ci").Code);
    }

    [Fact]
    public void A_runner_without_the_program_is_told_so()
    {
        using var rondo = new RondoProcess();
        Penguins(rondo, Quick);
        Assert.Equal(0, rondo.Run("ci", "init", "penguins", "--program", "no-such-rondo").Code);
        var (code, told) = RunJob(rondo, Jobs(rondo, "penguins/.github/workflows/rondo.yml")["gate"]);
        Assert.Equal(1, code);
        Assert.Contains("This runner has no Rondo", told, StringComparison.Ordinal);
    }

    sealed record Step(string Run, bool IsAlways);

    static void Penguins(RondoProcess rondo, string more)
    {
        var sample = Path.Combine(RondoProcess.Root, "samples", "penguins");
        Directory.CreateDirectory(Path.Combine(rondo.Folder, "penguins"));
        Directory.CreateSymbolicLink(Path.Combine(rondo.Folder, "data"), Path.Combine(RondoProcess.Root, "samples", "data"));
        rondo.Write("penguins/rondo.yaml", File.ReadAllText(Path.Combine(sample, "rondo.yaml")) + "\n" + more);
        rondo.Write("penguins/schema.yaml", File.ReadAllText(Path.Combine(sample, "schema.yaml")));
    }

    // Both hosts' files: steps with `run`, or lists of lines under `script`.
    static Dictionary<string, Step[]> Jobs(RondoProcess rondo, string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(rondo.Folder, file))));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        if (!root.Children.TryGetValue("jobs", out var jobs))
            return root.Children.Where(j => j.Value is YamlMappingNode map && map.Children.ContainsKey("script")).ToDictionary(j => j.Key.ToString(), j => Lines(j.Value, "script", false).Concat(Lines(j.Value, "after_script", true)).ToArray());
        return ((YamlMappingNode)jobs).Children.ToDictionary(j => j.Key.ToString(), j => ((YamlSequenceNode)j.Value["steps"]).OfType<YamlMappingNode>().Where(s => s.Children.ContainsKey("run"))
            .Select(s => new Step(s["run"].ToString(), s.Children.TryGetValue("if", out var when) && when.ToString() == "always()")).ToArray());
    }

    static IEnumerable<Step> Lines(YamlNode job, string key, bool isAlways) =>
        ((YamlMappingNode)job).Children.TryGetValue(key, out var lines) ? ((YamlSequenceNode)lines).Select(l => new Step(l.ToString(), isAlways)) : [];

    // As runners do: in order, ended by the first failure, but for what is always done.
    static (int Code, string Told) RunJob(RondoProcess rondo, IEnumerable<Step> steps, string folder = "penguins")
    {
        var (code, told) = (0, "");
        foreach (var step in steps.Where(s => !s.Run.StartsWith("dotnet test", StringComparison.Ordinal)))
        {
            if (code != 0 && !step.IsAlways) continue;
            var info = new ProcessStartInfo("bash", ["-e", "-c", step.Run]) { WorkingDirectory = Path.Combine(rondo.Folder, folder), RedirectStandardOutput = true, RedirectStandardError = true };
            info.Environment.Remove("RONDO_STORE");
            using var process = Process.Start(info)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)), $"{step.Run} hangs.");
            told += $"$ {step.Run}\n{output.Result}{error.Result}";
            if (code == 0) code = process.ExitCode;
        }
        return (code, told);
    }
}
