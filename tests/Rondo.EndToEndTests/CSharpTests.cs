using System.Diagnostics;

namespace Rondo.EndToEndTests;

/// <summary>Programs in C# instead of lifecycle files.</summary>
[Trait("Category", "Slow")]
public sealed class CSharpTests
{
    const string ProjectLine = "#:project ../../src/Rondo.Lifecycle/Rondo.Lifecycle.csproj";

    [Fact]
    public void The_sample_trains_and_its_model_is_used_by_name()
    {
        var data = Path.Combine(RondoProcess.Root, "samples", "data", "penguins.json");
        Assert.SkipUnless(File.Exists(data), "The sample data are not restored; ./rondo build restores them.");
        using var rondo = new RondoProcess();
        var program = Copied(rondo, File.ReadAllText(Path.Combine(RondoProcess.Root, "samples", "csharp", "penguins.cs")).Replace("../data/penguins.json", data, StringComparison.Ordinal));

        var ended = RunProgram(program);

        Assert.Matches(@"^penguins@1: logistic_regression, accuracy (0\.9\d|1\.0)", ended);
        Assert.Equal("champion", rondo.Run("models", "show", "penguins", "--output", "json").Json.GetProperty("aliases")[0].GetString());
        Assert.Equal(0, rondo.Run("predict", "penguins", data, "--out", "predictions.csv").Code);
        Assert.Equal(345, File.ReadAllLines(Path.Combine(rondo.Folder, "predictions.csv")).Length);
    }

    [Fact]
    public void The_program_of_a_file_runs_to_the_files_hash()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price"));
        var written = rondo.Run("codegen", "csharp").Out;

        var ended = RunProgram(Copied(rondo, $"{ProjectLine}\n#:property PublishAot=false\n{written}"));

        var hash = rondo.Run("run", "--output", "json").Json.GetProperty("spec_hash").GetString();
        Assert.EndsWith($"spec_hash {hash}", ended, StringComparison.Ordinal);
    }

    static string Copied(RondoProcess rondo, string program) =>
        rondo.Write("program.cs", program.Replace("../../src/", $"{RondoProcess.Root}/src/", StringComparison.Ordinal));

    static string RunProgram(string path)
    {
        var info = new ProcessStartInfo("dotnet", ["run", "-c", "Release", path]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(path)! };
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)), "The program hangs.");
        Assert.True(process.ExitCode == 0, output.Result + error.Result);
        // The build may have warned before.
        return output.Result.Trim().Split('\n')[^1];
    }
}
