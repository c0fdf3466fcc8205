using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Spec;

namespace Rondo.Cli.Pipelines;

/// <summary>What continuous integration does with a lifecycle file, whoever runs it.</summary>
/// <param name="Repository">The folder that commands run in.</param>
/// <param name="Program">How they call Rondo.</param>
sealed record Workflow(SpecDocument Document, string Repository, string Program)
{
    /// <summary>A retrain that nobody gave a time looks once a week whether there is a cause.</summary>
    const string Weekly = "0 3 * * 1";

    public static IReadOnlyList<string> Secrets { get; } = ["RONDO_STORE", "RONDO_OBJECTS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

    public string Model => Document.Name;

    /// <summary>A runner without Rondo says so, and not that a command is unknown.</summary>
    public string Find => $"command -v {Call} || {{ echo 'This runner has no Rondo: build it from its repository and put it on the PATH, or write another --program.'; exit 1; }}";

    public string Plan => $"mkdir -p {Reports}\n{Call} plan {File} --out {Reports}/plan.yaml --workspace {Scratch}";

    /// <summary>In a workspace of its own: a change that is not merged registers nothing that others see.</summary>
    public string Gate => $"RONDO_STORE= RONDO_OBJECTS= {Call} run {File} --workspace {Scratch}";

    /// <summary>What a person looks at, also when the gate failed.</summary>
    public static string Collect => $"if [ -d {Scratch}/runs ]; then find {Scratch}/runs -name report.html -exec cp {{}} {Reports}/ ';'; fi";

    /// <summary>The commands that run the repository's tests: of its solution, else of each test project.</summary>
    public IReadOnlyList<string> Tests { get; } = TestsOf(Repository);

    public string Register => $"if [ -n \"$RONDO_STORE\" ]; then {Call} run {File}; else echo 'RONDO_STORE is not set: nothing is registered.'; fi";

    // Sources are found beside the workspace.
    public string Retrain => $"if [ -n \"$RONDO_STORE\" ]; then {Call} retrain {ShellText.Quoted(Model)} --workspace {ShellText.Quoted(Relative(Path.Combine(Document.Folder, ".rondo")))}; else echo 'RONDO_STORE is not set: there is nothing to retrain.'; fi";

    public const string Reports = "rondo-reports", Scratch = ".rondo-ci";

    /// <summary>When models are trained anew, in UTC; null when the file doesn't say that they are.</summary>
    public string? Cron { get; } = CronOf(Document);

    string Call => ShellText.Quoted(Program);

    string File => ShellText.Quoted(Relative(Path.GetFullPath(Document.Map.File!)));

    string Relative(string path) => Path.GetRelativePath(Repository, path).Replace('\\', '/');

    static IReadOnlyList<string> TestsOf(string repository)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4, IgnoreInaccessible = true };
        string[] projects = [.. Directory.EnumerateFiles(repository, "*.csproj", options).Where(IsTestProject).Select(f => Path.GetRelativePath(repository, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        var isSolved = Directory.EnumerateFiles(repository, "*.sln*").Any(f => Path.GetExtension(f) is ".sln" or ".slnx");
        return projects.Length == 0 ? [] : isSolved ? ["dotnet test"] : [.. projects.Select(p => $"dotnet test {ShellText.Quoted(p)}")];
    }

    static bool IsTestProject(string file)
    {
        var text = System.IO.File.ReadAllText(file);
        return ((string[])["Rondo.Testing", "Microsoft.NET.Test.Sdk", "xunit", "NUnit", "MSTest", "TUnit", "<IsTestProject>true"]).Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    static string? CronOf(SpecDocument document)
    {
        if (!document.Spec.Later.ContainsKey("retrain")) return null;
        var spec = System.Text.Json.JsonDocument.Parse(SpecJson.Canonical(document.Spec)).RootElement;
        return new DeclaredRetrain(spec).Rules.Schedules.Select(Fields).OfType<string>().FirstOrDefault() ?? Weekly;
    }

    // Others know five fields, and no words.
    static string? Fields(string schedule) => schedule switch
    {
        "@hourly" => "0 * * * *",
        "@daily" or "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" or "@annually" => "0 0 1 1 *",
        _ => schedule.StartsWith('@') ? null : schedule,
    };
}
