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

    public string Plan => $"{Call} plan {File} --out {Reports}/plan.yaml --workspace {Scratch}";

    /// <summary>In a workspace of its own: a change that is not merged registers nothing that others see.</summary>
    public string Gate => $"RONDO_STORE= RONDO_OBJECTS= {Call} run {File} --output json --workspace {Scratch} > {Reports}/run.json";

    /// <summary>What a person looks at, also when the gate failed.</summary>
    public string Collect => $"find {Scratch}/runs -name report.html -exec cp {{}} {Reports}/ ';'";

    public string Test => "dotnet test";

    public string Register => $"if [ -n \"$RONDO_STORE\" ]; then {Call} run {File}; else echo 'RONDO_STORE is not set: nothing is registered.'; fi";

    public string Retrain => $"if [ -n \"$RONDO_STORE\" ]; then {Call} retrain {ShellText.Quoted(Model)}; else echo 'RONDO_STORE is not set: there is nothing to retrain.'; fi";

    public const string Reports = "rondo-reports", Scratch = ".rondo-ci";

    /// <summary>Whether the repository has a test project that `dotnet test` finds.</summary>
    public bool HasTests { get; } = Directory.EnumerateFiles(Repository, "*.slnx").Concat(Directory.EnumerateFiles(Repository, "*.sln")).Any()
        || Directory.EnumerateFiles(Repository, "*.csproj").Any(f => System.IO.File.ReadAllText(f).Contains("Test", StringComparison.Ordinal));

    /// <summary>When models are trained anew, in UTC; null when the file doesn't say that they are.</summary>
    public string? Cron { get; } = CronOf(Document);

    string Call => ShellText.Quoted(Program);

    string File => ShellText.Quoted(Path.GetRelativePath(Repository, Path.GetFullPath(Document.Map.File!)).Replace('\\', '/'));

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
