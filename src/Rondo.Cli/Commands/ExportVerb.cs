using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Exports;
using Rondo.Lifecycle.Images;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Writes a version as ONNX, C, JavaScript or a program, and proves the file against the version as it is made.</summary>
sealed class ExportVerb : IVerb
{
    private readonly Argument<string> _model = new("model") { Description = "NAME, NAME@alias or NAME@3." };
    private readonly Option<string> _to = new("--to") { Description = "onnx (opset 17), c (C99, one file and its header), js (one file; .mjs for an ES module), executable (a program for Linux that needs nothing) or package (a folder for `rondo serve --package`).", Required = true };
    private readonly Option<string?> _out = new("--out") { Description = "The file to write (default: the model's name with .onnx, .c or .js; for an executable or a package the name alone)." };
    private readonly Option<string?> _data = new("--data") { Description = "Rows to prove it with (default: 2,000 made-up ones of the model's columns)." };

    public Command Describe()
    {
        _to.AcceptOnlyFromAmong([.. ModelExport.Targets, PackageExport.Target]);
        return new("export", "Write a version as ONNX, C, JavaScript or a program, proven against the version.") { _model, _to, _out, _data };
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        if (parsed.GetValue(_to) == PackageExport.Target) return WritePackage(parsed, session, workspace);
        var model = LoadedModel.Open(workspace, ModelReference.Parse(parsed.GetValue(_model)!));
        var target = parsed.GetValue(_to)!;
        var file = parsed.GetValue(_out) ?? (target == "executable" ? model.Version.Model : $"{model.Version.Model}.{target}");
        var rows = parsed.GetValue(_data) is { } data ? model.Read(data, session.Threads, cancellation) : null;
        var outcome = new ModelExport(model.Pipeline, model.Version.Model, Directory.GetCurrentDirectory()) { Trial = rows, Attachment = target == "executable" ? ExecutableFile.Of(workspace, model.Version, ServingProgram.Find()) : null }.To(target, file, cancellation);
        if (session.Json) session.Print(ToJson(model, target, outcome));
        else Say(session.Out, model, outcome);
        return 0;
    }

    // What is served from a folder is the version itself, byte for byte: there is nothing to prove.
    int WritePackage(ParseResult parsed, Session session, Workspace workspace)
    {
        var version = workspace.Models.Get(ModelReference.Parse(parsed.GetValue(_model)!));
        var folder = parsed.GetValue(_out) ?? version.Model;
        PackageExport.Write(workspace, version, folder);
        if (session.Json) session.Print(new JsonObject { ["model"] = version.Model, ["version"] = version.Number, ["to"] = PackageExport.Target, ["folder"] = folder });
        else session.Out.WriteLine($"{version} is in {folder}/");
        return 0;
    }

    static JsonObject ToJson(LoadedModel model, string target, ExportOutcome outcome) => new()
    {
        ["model"] = model.Version.Model,
        ["version"] = model.Version.Number,
        ["to"] = target,
        ["files"] = new JsonArray([.. outcome.Files.Select(f => (JsonNode)new JsonObject { ["path"] = f, ["bytes"] = new FileInfo(f).Length })]),
        ["columns"] = new JsonArray([.. outcome.Columns.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["type"] = f.Type.Word })]),
        ["proof"] = outcome.Difference is { } difference
            ? new JsonObject { ["rows"] = difference.Rows, ["labels_different"] = difference.Labels, ["largest_difference"] = difference.Largest }
            : new JsonObject { ["not_run"] = outcome.NotProven },
    };

    static void Say(TextWriter writer, LoadedModel model, ExportOutcome outcome)
    {
        foreach (var file in outcome.Files) writer.WriteLine($"{model.Version} is in {file} ({new FileInfo(file).Length.ToString("N0", CultureInfo.InvariantCulture)} bytes)");
        writer.WriteLine(outcome.Difference is { } difference
            ? $"proof      {difference.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows answered as by the model; the largest relative difference is {difference.Largest.ToString("G2", CultureInfo.InvariantCulture)}"
            : $"proof      not run: {outcome.NotProven}");
    }
}
