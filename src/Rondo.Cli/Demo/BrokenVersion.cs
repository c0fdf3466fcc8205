using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Plugins;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Demo;

/// <summary>A version that somebody registered by hand: it fits wherever the champion does, and has no answer to anything.</summary>
static class BrokenVersion
{
    public static ModelVersion Register(Workspace workspace, DateTimeOffset now)
    {
        LoadedPlugins.Add(new Plugin("unfinished.dll", new string('0', 64), typeof(UnfinishedModel).Assembly), RondoParts.Product);
        var champion = LoadedModel.Open(workspace, ModelReference.Parse(DemoFiles.Model)).Pipeline;
        var pipeline = champion with { Branches = [champion.Branches[0] with { Model = new UnfinishedModel(champion.Branches[0].Model.Inputs, champion.Outputs), Weight = 1 }], Calibration = null };
        var description = new ModelDescription
        {
            Name = DemoFiles.Model,
            Signature = ModelSignature.Of(pipeline, "late"),
            Spec = JsonDocument.Parse("{}").RootElement,
            Lineage = new ModelLineage { SpecHash = new string('0', 64), DataHash = new string('0', 64), RondoVersion = RondoVersion.Current, Created = now, Plugins = PluginUse.Of(pipeline) },
            Metrics = new Dictionary<string, double?>(),
        };
        return workspace.Models.Register(new PackageWriter(workspace.Objects, description, PipelineFormat.Write(pipeline)).Save(),
            new Registration(Success: true) { Author = new Author { By = "somebody in a hurry", Reason = "Made elsewhere, and not tested." } });
    }
}

/// <summary>A model whose every answer is no number.</summary>
[Fitted("unfinished")]
sealed class UnfinishedModel(int inputs, int outputs) : IModel, IReadable<UnfinishedModel>
{
    public int Inputs => inputs;

    public int Outputs => outputs;

    public void Predict(ReadOnlySpan<float> row, Span<double> output) => output.Fill(double.NaN);

    public void Predict(FeatureMatrix rows, Span<double> output, int threads = 1) => output.Fill(double.NaN);

    public void Write(PipelineWriter writer)
    {
        writer.Int(inputs);
        writer.Int(outputs);
    }

    public static UnfinishedModel Read(PipelineReader reader, int version) => new(reader.Int(), reader.Int());
}
