using System.Diagnostics;
using System.Text;

namespace Rondo.EndToEndTests;

/// <summary>Batch jobs as a user starts, kills and starts them again.</summary>
public sealed class BatchTests
{
    const int Rows = 600_000;
    const int MoreRows = 4 * Rows;

    [Fact]
    public void A_job_that_is_killed_is_gone_on_with_by_the_same_command()
    {
        using var rondo = new RondoProcess();
        Train(rondo);
        rondo.Write("rows.csv", Many());
        var whole = rondo.Run("predict", "sample", "rows.csv", "--out", "whole.csv", "--output", "json");
        Assert.True(whole.Code == 0, whole.ToString());
        Assert.Equal(Rows, whole.Json.GetProperty("rows").GetInt32());

        KillWhenCommitted(rondo, "out.csv");
        var ended = rondo.Run("predict", "sample", "rows.csv", "--out", "out.csv", "--output", "json");

        Assert.True(ended.Code == 0, ended.ToString());
        Assert.InRange(ended.Json.GetProperty("rows_before").GetInt32(), 1, Rows);
        Assert.Equal(File.ReadAllBytes(Path.Combine(rondo.Folder, "whole.csv")), File.ReadAllBytes(Path.Combine(rondo.Folder, "out.csv")));
        Assert.Equal(Rows, File.ReadLines(Path.Combine(rondo.Folder, "out.csv")).Skip(1).Select(line => line[(line.LastIndexOf(',') + 1)..]).Distinct().Count());
        Assert.Equal(["homes.csv", "out.csv", "rondo.yaml", "rows.csv", "schema.yaml", "whole.csv"], Directory.EnumerateFiles(rondo.Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_job_that_is_interrupted_says_how_to_go_on()
    {
        using var rondo = new RondoProcess();
        Train(rondo);
        // So many that the signal, however late, comes before the end.
        rondo.Write("rows.csv", Many(MoreRows));

        using var process = rondo.Start(new Dictionary<string, string>(), "predict", "sample", "rows.csv", "--out", "out.csv", "--threads", "1");
        WaitForProgress(rondo, "out.csv", process);
        RondoProcess.Interrupt(process);
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(130, process.ExitCode);
        Assert.Contains("The same command goes on from there.", said, StringComparison.Ordinal);
        var ended = rondo.Run("predict", "sample", "rows.csv", "--out", "out.csv");
        Assert.Contains("of them before it was stopped", ended.Out, StringComparison.Ordinal);
        Assert.Equal(MoreRows + 1, File.ReadLines(Path.Combine(rondo.Folder, "out.csv")).Count());
    }

    static void Train(RondoProcess rondo)
    {
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", "name: sample\ndefine:\n  target: price\nprepare:\n  source: homes.csv\ntrain:\n  models: [random_forest: { n_estimators: 200 }]\n  tune: none\n  cv: { folds: 2 }\n");
        var run = rondo.Run("run", "--quiet");
        Assert.True(run.Code is 0 or 3, run.ToString());
    }

    static string Many(int rows = Rows)
    {
        var lines = SampleData.Homes().TrimEnd('\n').Split('\n');
        var text = new StringBuilder(lines[0]).Append('\n');
        for (var i = 0; i < rows; i++) text.Append(lines[1 + (i % (lines.Length - 1))]).Append('\n');
        return text.ToString();
    }

    static void KillWhenCommitted(RondoProcess rondo, string output)
    {
        using var process = rondo.Start(new Dictionary<string, string>(), "predict", "sample", "rows.csv", "--out", output);
        WaitForProgress(rondo, output, process);
        process.Kill();
        process.WaitForExit();
    }

    static void WaitForProgress(RondoProcess rondo, string output, Process process)
    {
        while (!File.Exists(Path.Combine(rondo.Folder, $"{output}.progress")))
        {
            Assert.False(process.HasExited, "The job ended before anything was committed.");
            Thread.Sleep(5);
        }
    }
}
