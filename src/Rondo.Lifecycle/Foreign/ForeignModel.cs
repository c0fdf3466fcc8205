using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Foreign;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;
using Rondo.OnnxRuntime;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Foreign;

/// <summary>
/// A model that was made elsewhere and came as an ONNX file, made a pipeline of one step: so it is versioned, served, logged, evaluated and compared as all others are.
/// </summary>
public static class ForeignModel
{
    public const string Algorithm = "onnx";

    const int RowsTried = 1000;

    /// <summary>Reads the file, tries it, and makes it the model's next version.</summary>
    /// <exception cref="RondoException">It is not taken, or what was said of it does not fit; nothing is registered then.</exception>
    public static ModelVersion Register(Workspace workspace, ForeignRequest request, Author author, TimeProvider clock)
    {
        ModelReference.CheckName(request.Name);
        var (file, pipeline) = Try(request);
        var facts = OnnxFacts.Read(file);
        var spec = SpecOf(request);
        var description = new ModelDescription
        {
            Name = request.Name,
            Signature = ModelSignature.Of(pipeline, request.Target),
            Spec = spec,
            Lineage = new ModelLineage
            {
                SpecHash = ObjectHash.Of(CanonicalJson.Of(spec)),
                DataHash = "",
                RondoVersion = RondoVersion.Current,
                Algorithm = Algorithm,
                Foreign = new ForeignOrigin(Path.GetFileName(request.File), ObjectHash.Of(file), facts.Producer, facts.IrVersion, facts.Opsets),
                Created = clock.GetUtcNow(),
            },
            Metrics = new Dictionary<string, double?>(),
        };
        var package = new PackageWriter(workspace.Objects, description, PipelineFormat.Write(pipeline)).Add(ModelPackage.OnnxName, file).Save();
        return workspace.Models.Register(package, new Registration(Success: true) { Model = request.Name, Alias = request.Alias, Author = author });
    }

    /// <summary>All of it but the registration: what another process can do first, lest the file bring this one down.</summary>
    public static (byte[] File, FittedPipeline Pipeline) Try(ForeignRequest request)
    {
        Ort.Use();
        var file = Read(request.File);
        var pipeline = PipelineOf(file, request);
        var rows = request.Data is { } data ? RowsOf(data, pipeline) : null;
        ForeignTrial.Run(pipeline, rows);
        return (file, rows is null ? pipeline : pipeline with { Reference = ReferenceRow.Of(rows) });
    }

    static FittedPipeline PipelineOf(byte[] file, ForeignRequest request)
    {
        var facts = OnnxFacts.Read(file);
        var session = OnnxRuntimes.Current.Open(file);
        var inputs = ForeignInputs.Of(session.Inputs, facts, request);
        var output = ForeignOutput.Of(session.Outputs, facts, request);
        var layout = new OnnxLayout(inputs.Inputs, output.Name, output.Reading, output.Classes) { IsRowByRow = inputs.IsRowByRow };
        return new FittedPipeline
        {
            Input = new Schema([.. inputs.Columns]),
            Task = output.Task,
            Classes = output.Classes,
            Branches = [new FittedBranch([], MatrixEncoder.Fit(Table.Of()), OnnxModel.Open(file, layout))],
        };
    }

    static Table RowsOf(string data, FittedPipeline pipeline)
    {
        var table = SourceReader.Read(new SourceSpec(data), new SourceOptions { Types = pipeline.Input.Fields.ToDictionary(f => f.Name, f => f.Type) }, RondoParts.Catalog, CancellationToken.None);
        if (table.RowCount == 0) throw new RondoException(new Mistake("no_rows", "There are no rows to try the model with.") { File = data });
        return pipeline.Conform(table).Take([.. Enumerable.Range(0, Math.Min(RowsTried, table.RowCount))]);
    }

    static byte[] Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > OnnxFacts.MaxBytes)
                throw new RondoException(new Mistake("model_too_large", FormattableString.Invariant($"The model has {file.Length >> 20} MiB; up to {OnnxFacts.MaxBytes >> 20} are taken.")) { File = path });
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RondoException(new Mistake("unreadable_file", $"The model can't be read: {e.Message}") { File = path });
        }
    }

    // As much of a lifecycle file as there is to say: what it is called, and what it predicts.
    static JsonElement SpecOf(ForeignRequest request)
    {
        var define = new JsonObject { ["target"] = request.Target };
        using var json = JsonDocument.Parse(new JsonObject { ["name"] = request.Name, ["define"] = define }.ToJsonString());
        return json.RootElement.Clone();
    }
}
