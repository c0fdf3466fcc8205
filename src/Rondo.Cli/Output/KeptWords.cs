using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Output;

/// <summary>What is kept of a run beside figures: its log, and what its files had beyond their commit.</summary>
static class KeptWords
{
    public static void WriteLog(TextWriter writer, IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines) writer.WriteLine($"{Time(line)}  {Clean(line.Text)}");
        if (lines.Count == 0) writer.WriteLine("Nothing was kept of what this run said.");
    }

    public static JsonArray Log(IReadOnlyList<LogLine> lines) =>
        [.. lines.Select(l => (JsonNode)new JsonObject { ["line"] = l.Line, ["time"] = Time(l), ["text"] = l.Text })];

    public static void WriteDiff(Session session, Workspace workspace, Run run)
    {
        if (run.CodeDiff is not { } hash)
        {
            session.Error.WriteLine(run.Code is null ? "The run's folder was in no git repository." : run.Code.IsDirty ? "What its files had beyond the commit was not kept." : "Its files were those of the commit.");
            return;
        }
        var patch = workspace.Objects.Read(hash);
        if (System.Text.Unicode.Utf8.IsValid(patch)) session.Out.Write(Encoding.UTF8.GetString(patch));
        else
        {
            // A file in another encoding only applies with its own bytes.
            using var output = Console.OpenStandardOutput();
            output.Write(patch);
        }
    }

    public static string? Diff(Workspace workspace, Run run) => run.CodeDiff is { } hash ? Encoding.UTF8.GetString(workspace.Objects.Read(hash)) : null;

    static string Time(LogLine line) => line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
