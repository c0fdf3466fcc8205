using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export;
using Rondo.Engine.Export.C;
using Rondo.Engine.Export.JavaScript;
using Rondo.Engine.Export.Onnx;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Exports;

/// <summary>What became of an export.</summary>
/// <param name="Files">The files that were written.</param>
/// <param name="Columns">What a row brings.</param>
/// <param name="Difference">How it answered beside the model; null when it could not be asked here.</param>
/// <param name="NotProven">Why it could not be asked.</param>
public sealed record ExportOutcome(ImmutableArray<string> Files, ImmutableArray<Field> Columns, ExportDifference? Difference, string? NotProven);

/// <summary>Writes a pipeline as ONNX, C, JavaScript or a program, asks what it wrote beside the model, and keeps it only when the answers agree.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Folder">Where packages of npm are looked for.</param>
public sealed record ModelExport(FittedPipeline Pipeline, string Name, string Folder)
{
    public static readonly string[] Targets = ["onnx", "c", "js", "executable"];

    private const int Rows = 2000;
    private const double OfFloat64 = 1e-6;
    private const double OfOnnx = 1e-5;
    private const double OfTheSameProgram = 0;

    /// <summary>Rows to ask for; null for made-up ones.</summary>
    public Table? Trial { get; init; }

    /// <summary>What an executable is made of; other targets need none.</summary>
    public ExecutableFile? Attachment { get; init; }

    /// <exception cref="RondoException">A part cannot be exported, or the export answers otherwise than the model.</exception>
    public ExportOutcome To(string target, string file, CancellationToken cancellation = default)
    {
        if (target == "executable") return Executable(file, cancellation);
        var graph = ExportGraph.Of(Pipeline);
        var rows = Trial ?? ProbeRows.Of(Pipeline, graph, Rows);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        return target switch
        {
            "onnx" => Onnx(graph, file, ExportRows.WithoutEmptyTexts(Pipeline.Conform(rows)), cancellation),
            "c" => C(graph, file, Pipeline.Conform(rows), cancellation),
            _ => JavaScript(graph, file, Pipeline.Conform(rows), cancellation),
        };
    }

    ExportOutcome Executable(string file, CancellationToken cancellation)
    {
        var made = Attachment ?? throw new InvalidOperationException("An executable needs to know what goes into it.");
        var rows = Pipeline.Conform(Trial ?? ProbeRows.Of(Pipeline, GraphOrNone(), Rows));
        if (Directory.Exists(file)) throw new RondoException("not_written", $"'{file}' is a folder.", "Name another file with --out.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        Directory.CreateDirectory(folder);
        var part = Path.Combine(folder, $".part-{Guid.NewGuid():N}");
        try
        {
            made.WriteTo(part);
            var lacks = made.RunsHere ? null : "it is a program for another machine than this one";
            var difference = lacks is null ? Proven(ExecutableTrial.Ask(part, Pipeline, rows, cancellation), rows, OfTheSameProgram) : default(ExportDifference?);
            DurableFile.Publish(part, Path.GetFullPath(file));
            return new ExportOutcome([file], [.. Pipeline.Input.Fields], difference, lacks);
        }
        finally
        {
            File.Delete(part);
        }
    }

    // Known categories make better questions; a model that can't be lowered is asked without.
    ExportGraph? GraphOrNone()
    {
        try
        {
            return ExportGraph.Of(Pipeline);
        }
        catch (RondoException)
        {
            return null;
        }
    }

    ExportOutcome C(ExportGraph graph, string file, Table rows, CancellationToken cancellation)
    {
        var header = Path.ChangeExtension(file, ".h");
        var source = CSource.Of(graph, Name, Path.GetFileName(header));
        var difference = CTrial.Compiler is { } compiler
            ? Proven(CTrial.Ask(compiler, graph, Name, CSource.Of(graph, Name, "model.h"), rows, cancellation), rows, OfFloat64)
            : default(ExportDifference?);
        File.WriteAllText(file, source.Source);
        File.WriteAllText(header, source.Header);
        return new ExportOutcome([file, header], [.. graph.Inputs], difference, difference is null ? "there is no C compiler (gcc, cc, clang) here" : null);
    }

    ExportOutcome JavaScript(ExportGraph graph, string file, Table rows, CancellationToken cancellation)
    {
        var text = JavaScriptSource.Of(graph, Name, file.EndsWith(".mjs", StringComparison.Ordinal));
        return InNode("js", graph, file, System.Text.Encoding.UTF8.GetBytes(text), rows, OfFloat64, null, cancellation);
    }

    ExportOutcome Onnx(ExportGraph graph, string file, Table rows, CancellationToken cancellation) =>
        InNode("onnx", graph, file, OnnxFile.Of(graph, Name), rows, OfOnnx, NodeTrial.HasOnnxRuntime(Folder) ? null : "onnxruntime-node is not installed here (npm install onnxruntime-node)", cancellation);

    ExportOutcome InNode(string kind, ExportGraph graph, string file, byte[] bytes, Table rows, double relative, string? lacks, CancellationToken cancellation)
    {
        // Beside its place, and in it only when it is proven.
        var part = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, $".part-{Guid.NewGuid():N}{(kind == "onnx" ? ".onnx" : file.EndsWith(".mjs", StringComparison.Ordinal) ? ".mjs" : ".cjs")}");
        try
        {
            File.WriteAllBytes(part, bytes);
            var node = NodeTrial.Node;
            lacks ??= node is null ? "there is no Node here" : null;
            var difference = lacks is null ? Proven(NodeTrial.Ask(node!, Folder, new NodeJob(kind, graph, part, rows), cancellation), rows, relative) : default(ExportDifference?);
            File.Move(part, file, overwrite: true);
            return new ExportOutcome([file], [.. graph.Inputs], difference, lacks);
        }
        finally
        {
            File.Delete(part);
        }
    }

    ExportDifference Proven(ExportAnswers answers, Table rows, double relative)
    {
        var difference = answers.From(Pipeline.Predict(rows));
        return difference.IsWithin(relative) ? difference : throw new RondoException("export_differs",
            FormattableString.Invariant($"The export answers otherwise than the model: {difference.Labels} of {difference.Rows} labels differ, numbers by up to {difference.Largest:G3}."), "Nothing was written. Please report this with the lifecycle file.");
    }
}
