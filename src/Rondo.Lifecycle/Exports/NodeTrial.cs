using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export;

namespace Rondo.Lifecycle.Exports;

/// <summary>An exported file that Node can ask: a JavaScript module or script, or an ONNX file by onnxruntime-node or by the WebAssembly of onnxruntime-web.</summary>
/// <param name="Kind">js, onnx or onnx-web.</param>
public sealed record NodeJob(string Kind, ExportGraph Graph, string ModelFile, Table Rows)
{
    /// <summary>What the script is told of it.</summary>
    /// <param name="rows">Where the rows are.</param>
    /// <param name="answers">Where the answers go.</param>
    public JsonObject Describe(string rows, string answers) => new()
    {
        ["kind"] = Kind,
        ["model"] = ModelFile,
        ["rows"] = rows,
        ["answers"] = answers,
        ["task"] = Graph.Task.ToString().ToLowerInvariant(),
        ["outputs"] = Graph.Outputs.Width,
        ["classes"] = new JsonArray([.. Graph.Classes.Select(c => (JsonNode)c)]),
        ["columns"] = new JsonArray([.. Graph.Inputs.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["isText"] = f.Type == ColumnType.Text })]),
    };

    /// <summary>The answers, or what went wrong, as the script wrote them.</summary>
    public (ExportAnswers? Answers, string? Problem) Read(string text) => text.StartsWith("error", StringComparison.Ordinal)
        ? (null, JsonSerializer.Deserialize<string>(text["error ".Length..]))
        : (ExportAnswers.Read(text, Rows.RowCount, Graph.Task == TaskKind.Regression ? 1 : Graph.Outputs.Width), null);
}

/// <summary>Asks exports in Node; many of them in one process.</summary>
public static class NodeTrial
{
    public static Tool? Node => Tool.Find("node");

    /// <summary>Whether onnxruntime-node, or -web, is installed where Node looks from this folder on.</summary>
    public static bool HasOnnxRuntime(string folder, string variant = "node")
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, "node_modules", $"onnxruntime-{variant}"))) return true;
        return false;
    }

    /// <param name="node">Node 20 or newer.</param>
    /// <param name="folder">Where packages are looked for.</param>
    /// <returns>Of each job the answers, or what went wrong.</returns>
    public static IReadOnlyList<(ExportAnswers? Answers, string? Problem)> Ask(Tool node, string folder, IReadOnlyList<NodeJob> jobs, CancellationToken cancellation = default)
    {
        var temporary = Directory.CreateTempSubdirectory("rondo-export-").FullName;
        try
        {
            var list = new JsonArray();
            for (var i = 0; i < jobs.Count; i++)
            {
                var rows = Path.Combine(temporary, $"rows{i}.txt");
                using (var writer = new StreamWriter(rows)) ExportRows.Write(jobs[i].Rows, jobs[i].Graph.Inputs, writer);
                list.Add(jobs[i].Describe(rows, Path.Combine(temporary, $"answers{i}.txt")));
            }
            File.WriteAllText(Path.Combine(temporary, "jobs.json"), list.ToJsonString());
            File.WriteAllText(Path.Combine(temporary, "trial.mjs"), NodeScript.Text);
            node.Run(folder, cancellation, Path.Combine(temporary, "trial.mjs"), Path.Combine(temporary, "jobs.json"));
            return [.. jobs.Select((job, i) => job.Read(File.ReadAllText(Path.Combine(temporary, $"answers{i}.txt"))))];
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <exception cref="RondoException">The export failed.</exception>
    public static ExportAnswers Ask(Tool node, string folder, NodeJob job, CancellationToken cancellation = default)
    {
        var (answers, problem) = Ask(node, folder, [job], cancellation)[0];
        return answers ?? throw new RondoException("export_failed", $"The export failed in Node: {problem}");
    }
}
