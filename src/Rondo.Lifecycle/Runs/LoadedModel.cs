using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Explanations;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Runs;

/// <summary>A registered version, ready to predict.</summary>
public sealed record LoadedModel(ModelVersion Version, ModelDescription Description, FittedPipeline Pipeline)
{
    /// <summary>Reads the version's package; every hash is verified.</summary>
    public static LoadedModel Open(Workspace workspace, ModelReference reference)
    {
        var version = workspace.Models.Get(reference);
        var package = workspace.Models.Open(version);
        foreach (var plugin in package.Description.Lineage.Plugins ?? []) plugin.Require(version.ToString());
        var schema = package.Has(ModelPackage.SchemaName) ? SchemaFile.Parse(package.Read(ModelPackage.SchemaName), ModelPackage.SchemaName) : null;
        return new LoadedModel(version, package.Description, PipelineFormat.Read(package.ReadPipeline())) { Schema = schema };
    }

    /// <summary>The schema of the data that it was trained on; null for models that were trained without.</summary>
    public SchemaFile? Schema { get; init; }

    /// <summary>New rows are read as the training rows were: the same words stand for a missing value, and the model's columns keep their types.</summary>
    public SourceOptions SourceOptions(int threads) => new()
    {
        Missing = Words("prepare", "missing"),
        Types = Pipeline.Input.Fields.ToDictionary(f => f.Name, f => f.Type),
        Threads = threads,
    };

    /// <summary>The rows of a file, glob or address; what the lifecycle file says of its format goes for others of that format.</summary>
    /// <exception cref="RondoException">They can't be read.</exception>
    public Table Read(string data, int threads = 1, CancellationToken cancellation = default) =>
        SourceReader.Read(SourceOf(data), SourceOptions(threads), RondoParts.Catalog, cancellation);

    /// <summary>The source that a file, glob or address stands for.</summary>
    public SourceSpec SourceOf(string data)
    {
        var spec = new SourceSpec(Secrets.Expand(data));
        if (Description.Spec.TryGetProperty("prepare", out var prepare) && prepare.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.Object)
        {
            var format = source.TryGetProperty("format", out var word) ? word.GetString() : null;
            var isAlike = SourceKind.SchemeOf(data) is null && (format is not null || Path.GetExtension(data) == Path.GetExtension(FirstOf(source.GetProperty("from"))));
            if (isAlike) spec = spec with { Format = format, Parameters = source.EnumerateObject().Where(p => p.Name is not ("from" or "format" or "incremental")).ToDictionary(p => p.Name, p => SpecJson.Plain(p.Value), StringComparer.Ordinal) };
        }
        return spec;

        static string? FirstOf(JsonElement from) => from.ValueKind == JsonValueKind.Array ? from[0].GetString() : from.GetString();
    }

    /// <summary>Columns of the data that tell whom a prediction is about.</summary>
    public IReadOnlyList<string> KeyColumns =>
        [.. Words("prepare", "entity").Concat(Words("prepare", "split", "key")).Concat(Words("prepare", "split", "group")).Distinct()];

    /// <summary>The target of the rows that have one, and which rows those are.</summary>
    public (Target Target, int[] Rows) ReadTarget(Table table)
    {
        if (!Description.Spec.GetProperty("define").TryGetProperty("target", out var target))
            return (Target.Unlabelled(table.RowCount), [.. Enumerable.Range(0, table.RowCount)]);
        var spec = target.ValueKind == JsonValueKind.Object
            ? target.EnumerateObject().Select(p => new TargetSpec(p.Name, p.Value.GetString())).Single()
            : new TargetSpec(target.GetString()!);
        var (read, rows) = TargetReader.Read(TargetReader.ColumnOf(table, spec), spec.Name, Pipeline.Task, Classes(table, spec));
        return rows.Length > 0 ? (read, rows) : throw new RondoException(new Mistake("no_target", $"No row of the data has a value of '{spec.Name}'.") { Field = spec.Name });
    }

    // Clusters have numbers; the labels that judge them are those of the data.
    ImmutableArray<string> Classes(Table table, TargetSpec spec) => Pipeline.Task != TaskKind.Clustering ? Pipeline.Classes
        : [.. TargetProfile.Of(TargetReader.ColumnOf(table, spec)).Classes?.Select(c => c.Name) ?? []];

    /// <summary>Why each row gets its prediction, column by column.</summary>
    /// <exception cref="RondoException">A column is missing or of another type, or the model is of an older version that explanations need more from.</exception>
    public ImmutableArray<RowExplanation> Explain(Table rows, int threads = 1, CancellationToken cancellation = default)
    {
        var predictions = Pipeline.Predict(rows, threads, cancellation);
        if (Array.FindIndex(predictions.Values, value => !double.IsFinite(value)) is >= 0 and var at)
            throw new RondoException(new Mistake("no_prediction", $"{Version} has no finite answer to a row, so that there is nothing to explain.") { Row = (at / predictions.Outputs) + 1, Hint = "Leave the row out, or fill its missing values in." });
        var explanation = Pipeline.Explain(rows, threads, cancellation).ByColumn();
        return [.. Enumerable.Range(0, explanation.Rows).Select(i => RowExplanation.Of(explanation, predictions, i))];
    }

    /// <summary>The same for one row; a null is a missing value.</summary>
    public RowExplanation Explain(IReadOnlyDictionary<string, object?> row) => Explain(RowTable.Of(row, Pipeline.Input))[0];

    IReadOnlyList<string> Words(params ReadOnlySpan<string> path)
    {
        var element = Description.Spec;
        foreach (var key in path)
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element)) return [];
        return element.ValueKind switch
        {
            JsonValueKind.String => [element.GetString()!],
            JsonValueKind.Array => [.. element.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)],
            _ => [],
        };
    }
}
