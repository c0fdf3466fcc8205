using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rondo.Deploy.Protocols.Http;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Host;

/// <summary>A version in memory, ready to predict: its signature and its fitted pipeline. Immutable and thread-safe.</summary>
public sealed class ServedModel
{
    readonly Dictionary<string, int> _positions;
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _positionsOfText;

    ServedModel(string name, int version, ModelContent content, FittedPipeline pipeline, long sizeBytes)
    {
        (Name, Version, Target, EntityLookup, Log, Pipeline, SizeBytes) = (name, version, content.Target, content.EntityLookup, content.Log, pipeline, sizeBytes);
        (DataVersion, CodeVersion) = (content.DataVersion, content.CodeVersion);
        Columns = [.. pipeline.Input.Fields.Select(f => new ServedColumn(f.Name, f.Type, content.OptionalColumns.Contains(f.Name)))];
        _positions = Columns.Select((column, i) => (column.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        _positionsOfText = _positions.GetAlternateLookup<ReadOnlySpan<char>>();
        EncodedName = JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        EncodedClasses = [.. pipeline.Classes.Select(c => JsonEncodedText.Encode(c, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
    }

    public string Name { get; }

    public int Version { get; }

    /// <summary>What is predicted; null for clusters without labels.</summary>
    public string? Target { get; }

    /// <summary>The column by which rows are completed from the feature table of that name; null when they bring everything.</summary>
    public string? EntityLookup { get; }

    /// <summary>What names the data and the code that it was made of, for metrics; empty when nobody knows.</summary>
    public string DataVersion { get; }

    public string CodeVersion { get; }

    /// <summary>Where its requests are counted.</summary>
    internal ModelSeries? Series { get; set; }

    /// <summary>What is kept of its predictions.</summary>
    public LogPolicy Log { get; }

    public FittedPipeline Pipeline { get; }

    /// <summary>The columns that a row brings, in the signature's order.</summary>
    public ImmutableArray<ServedColumn> Columns { get; }

    public TaskKind Task => Pipeline.Task;

    public ImmutableArray<string> Classes => Pipeline.Classes;

    /// <summary>About how much memory it takes.</summary>
    public long SizeBytes { get; }

    internal JsonEncodedText EncodedName { get; }

    internal ImmutableArray<JsonEncodedText> EncodedClasses { get; }

    /// <exception cref="Engine.Errors.RondoException">The pipeline is damaged or of a newer version.</exception>
    public static ServedModel Load(string name, int version, ModelContent content)
    {
        var parts = FittedCatalog.Known;
        // Reading allocates on this thread alone, and little more than what stays.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var pipeline = PipelineFormat.Read(content.Pipeline, parts);
        var native = pipeline.Branches.Sum(b => b.Model is ITableModel model ? model.NativeBytes : 0);
        return new ServedModel(name, version, content, pipeline, GC.GetAllocatedBytesForCurrentThread() - before + native);
    }

    /// <summary>The column's place in the signature, or -1.</summary>
    public int IndexOf(ReadOnlySpan<char> column) => _positionsOfText.TryGetValue(column, out var index) ? index : -1;

    /// <summary>What a row's outputs mean.</summary>
    internal Predictions PredictionsOf(double[] outputs) => new(Task, Classes, outputs) { Threshold = Pipeline.Threshold };

    /// <param name="rows">Columns in the signature's order.</param>
    public Predictions Predict(Column[] rows, CancellationToken cancellation = default) =>
        Pipeline.Predict(new Table(Pipeline.Input, rows), threads: 1, cancellation);
}
