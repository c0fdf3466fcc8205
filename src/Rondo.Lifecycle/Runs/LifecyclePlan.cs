using System.Text.Json.Nodes;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Export;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>What a run would do, found from the same data by the same rules; nothing is trained, and nothing written but the snapshot that the run will use.</summary>
/// <param name="Folds">How many parts of the training rows judge each model.</param>
public sealed record LifecyclePlan(SpecDocument Document, ResolvedSpec Resolved, SourceTable Source, PreparedData Data, int Folds)
{
    /// <exception cref="Engine.Errors.RondoException">Whatever the run would refuse before training.</exception>
    public static LifecyclePlan Of(Workspace workspace, SpecDocument document, RunOptions options)
    {
        if (options.Seed is { } seed) document = document with { Spec = document.Spec.WithSeed((long)seed) };
        var source = DataReader.Read(workspace, document, options);
        var gate = DataGate.Look(workspace, document, source, options);
        source = source with { Table = gate.Table, Numbers = gate.Numbers, Schema = SchemaCheck.Read(document), Alerts = [.. source.Alerts, .. gate.Notes()] };
        var resolved = SpecResolver.Resolve(document, source.Table, RondoParts.Catalog);
        var data = LeakageCheck.Apply(DataPreparation.Prepare(source.Table, resolved, document.Map, options, source.Numbers), resolved, document.Map, options);
        var folds = new FoldPlan(resolved, document.Map).Make(data.TrainRows()).Count;
        return new LifecyclePlan(document, resolved, source, data, folds);
    }

    /// <summary>What of it `rondo export` will refuse.</summary>
    public IReadOnlyList<ExportProblem> ExportProblems
    {
        get
        {
            if (Resolved.Spec.Train.IsAuto) return [];
            var columns = Source.Table.Select(Resolved.Inputs);
            var builder = new RecipeBuilder(Resolved);
            return [.. Resolved.Spec.Train.Models.SelectMany(m => ExportForecast.Of(builder.Candidate(RondoParts.Catalog.Create<IAlgorithm>(m.Name)).Recipe, columns)).Distinct()];
        }
    }

    public ExplainedSpec Explained => new(Document.Spec, Resolved);

    /// <summary>What was found in the file and in the data.</summary>
    public IEnumerable<SpecAlert> Alerts => Resolved.Alerts.Concat(Source.Alerts).Concat(Data.Alerts);

    /// <summary>The file that runs to the same hashes, for the folder of the file it was made from or for another one.</summary>
    public string ToYaml(string? folder = null)
    {
        var name = Document.Spec.Name is null ? $"# name: {Resolved.Name}  # default: the name of the {(Document.Map.File is null ? "data" : "file or its folder")}; it is no part of the hash\n" : "";
        return name + (folder is null || Path.GetFullPath(folder) == Path.GetFullPath(Document.Folder) ? Explained.ToYaml() : Explained.ToYaml(Document.Folder, folder));
    }

    public JsonObject ToJson() => new()
    {
        ["name"] = Resolved.Name,
        ["spec_hash"] = Resolved.SpecHash,
        ["data_hash"] = Source.DataHash,
        ["task"] = Resolved.Spec.Define.Task is { } task ? Engine.Catalog.PartCatalog.SnakeCase(task.ToString()) : null,
        ["rows"] = new JsonObject { ["read"] = Source.Table.RowCount, ["train"] = Data.Train.Length, ["test"] = Data.Test.Length },
        ["folds"] = Folds,
        ["features"] = new JsonArray([.. Resolved.Features.Select(f => (JsonNode)f)]),
        ["resolved"] = JsonNode.Parse(SpecJson.Canonical(Resolved.Spec)),
        ["reasons"] = new JsonArray([.. Explained.Reasons.Select(r => (JsonNode)new JsonObject { ["path"] = r.Path, ["value"] = r.Value, ["why"] = r.Why })]),
        ["alerts"] = new JsonArray([.. Alerts.Select(ToJson)]),
        ["not_exported"] = new JsonArray([.. ExportProblems.Select(p => (JsonNode)new JsonObject { ["part"] = p.Part, ["to"] = p.To, ["reason"] = p.Reason })]),
        ["dropped"] = new JsonArray([.. Resolved.Dropped.Select(d => (JsonNode)new JsonObject { ["column"] = d.Name, ["code"] = d.Code, ["why"] = d.Why })]),
    };

    static JsonNode ToJson(SpecAlert alert)
    {
        var json = new JsonObject { ["code"] = alert.Code, ["message"] = alert.Message };
        if (alert.Column is not null) json["column"] = alert.Column;
        return json;
    }
}
