using System.Diagnostics;

namespace Rondo.EndToEndTests;

/// <summary>What README and guide show is what happens.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Path.Combine(RondoProcess.Root, "docs", "guide"), "*.md").Order(StringComparer.Ordinal).Prepend(Path.Combine(RondoProcess.Root, "README.md")).Select(p => Path.GetRelativePath(RondoProcess.Root, p))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_of_a_page_runs_and_prints_what_the_page_shows(string page)
    {
        using var rondo = new RondoProcess();
        Furnish(rondo.Folder);
        foreach (var step in DocumentedPage.Steps(File.ReadAllText(Path.Combine(RondoProcess.Root, page))))
        {
            if (step is (string name, string text)) rondo.Write(name, text);
            else Check(rondo, page, (DocumentedCommand)step);
        }
    }

    static void Check(RondoProcess rondo, string page, DocumentedCommand shown)
    {
        var info = new ProcessStartInfo("bash", ["-c", shown.Command.Replace("./rondo", $"'{RondoProcess.Program}'", StringComparison.Ordinal)]) { WorkingDirectory = rondo.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(10)), $"{page}:{shown.Line} {shown.Command} hangs.");
        // Nothing of our own making fails: what a page shows as a mistake has its words checked below.
        Assert.True(process.ExitCode != 1, $"{page}:{shown.Line} {shown.Command}\n{output.Result}\n{error.Result}");
        string[] printed = [.. output.Result.Split('\n').Select(DocumentedPage.Masked)];
        var reported = error.Result.Split('\n').Select(DocumentedPage.Masked).ToHashSet(StringComparer.Ordinal);
        var next = 0;
        foreach (var line in shown.Shown.Select(DocumentedPage.Masked).Where(line => !reported.Contains(line)))
        {
            var found = Array.IndexOf(printed, line, next);
            Assert.True(found >= 0, $"{page}:{shown.Line} `{shown.Command}` does not print, or not in this order:\n  {line}\nbut\n{output.Result}\n{error.Result}");
            next = found + 1;
        }
    }

    // A folder of its own that looks like a checkout to the commands.
    static void Furnish(string folder)
    {
        var samples = Path.Combine(RondoProcess.Root, "samples");
        foreach (var sample in Directory.EnumerateDirectories(samples).Where(s => Path.GetFileName(s) != "data"))
        {
            var copy = Directory.CreateDirectory(Path.Combine(folder, "samples", Path.GetFileName(sample))).FullName;
            foreach (var file in Directory.EnumerateFiles(sample)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }
        Directory.CreateSymbolicLink(Path.Combine(folder, "samples", "data"), Path.Combine(samples, "data"));
    }
}
