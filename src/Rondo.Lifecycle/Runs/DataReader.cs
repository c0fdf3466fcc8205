using System.Text;
using System.Text.Json.Nodes;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Runs;

/// <summary>The source's rows and their hash.</summary>
/// <param name="IsCached">Whether the snapshot of an earlier run served.</param>
public sealed record SourceTable(Table Table, string DataHash, bool IsCached);

/// <summary>Reads a source, or the snapshot that an earlier run made of the same bytes.</summary>
public static class DataReader
{
    private const string Step = "prepare";
    private const string Data = "snapshot.parquet";
    private const string Hash = "data_hash";

    public static SourceTable Read(Workspace workspace, SpecDocument document, RunOptions options)
    {
        var prepare = document.Spec.Prepare;
        var source = new SourceSpec([.. prepare.Source]) { Folder = document.Folder };
        CheckFiles(source, document.Map);
        try
        {
            var reading = Settings(document, options);
            var inputs = new Dictionary<string, string> { ["source"] = SourceFingerprint.Of(source, options.Cancellation) };
            if (workspace.Steps.TryGet(Step, KeyOf(inputs, prepare, reading)) is { } known)
            {
                options.Say(Step, "the data are unchanged; reading the snapshot");
                var dataHash = Encoding.ASCII.GetString(workspace.Objects.Read(known[Hash]));
                return new SourceTable(Snapshot.Read(workspace.Objects.GetPath(known[Data])), dataHash, IsCached: true);
            }
            options.Say(Step, $"reading {string.Join(", ", prepare.Source)}");
            var table = SourceReader.Read(source, reading, RondoParts.Catalog, options.Cancellation);
            if (prepare.OrderBy.Length > 0) table = TableSort.By(table, [.. prepare.OrderBy]);
            // The next run reads by the schema that this one leaves, and finds the same table.
            var next = reading with { Types = SchemaFile.Infer(table).TypesForReading };
            return new SourceTable(table, Keep(workspace, [KeyOf(inputs, prepare, reading), KeyOf(inputs, prepare, next)], table, options), IsCached: false);
        }
        catch (RondoException exception) when (exception.Mistakes.All(m => m.File is null))
        {
            throw new RondoException(exception.Mistakes.Select(m => document.Map.Place(m, "prepare.source")));
        }
    }

    // A path that leads nowhere is a mistake of the lifecycle file.
    static void CheckFiles(SourceSpec source, SourceMap map)
    {
        try
        {
            SourceFiles.Of(source);
        }
        catch (RondoException exception)
        {
            throw new RondoException(exception.Mistakes.Select(m => m.File is { } file && map.File is not null
                ? map.Place(m with { Message = $"{m.Message} ({file})" }, "prepare.source")
                : m));
        }
    }

    static string Keep(Workspace workspace, IEnumerable<string> keys, Table table, RunOptions options)
    {
        var temporary = workspace.Objects.NewTemporaryPath();
        var hash = Snapshot.Write(table, temporary, cancellation: options.Cancellation);
        var outputs = new Dictionary<string, string>
        {
            [Data] = workspace.Objects.Adopt(temporary),
            [Hash] = workspace.Objects.Put(Encoding.ASCII.GetBytes(hash)),
        };
        foreach (var key in keys.Distinct()) workspace.Steps.Put(Step, key, outputs);
        return hash;
    }

    static SourceOptions Settings(SpecDocument document, RunOptions options)
    {
        var prepare = document.Spec.Prepare;
        var reading = new SourceOptions { Missing = prepare.Missing, Threads = options.Threads };
        if (SchemaCheck.Read(document) is { } schema) reading = reading with { Types = schema.TypesForReading };
        if (prepare.Limits.MaxCellBytes is { } cell) reading = reading with { MaxCellBytes = (int)cell };
        if (prepare.Limits.MaxColumns is { } columns) reading = reading with { MaxColumns = (int)columns };
        return reading;
    }

    // The bytes, and what decides how they become a table.
    static string KeyOf(Dictionary<string, string> inputs, PrepareSpec prepare, SourceOptions reading) => StepCache.KeyOf(Step, inputs, new JsonObject
    {
        ["missing"] = new JsonArray([.. prepare.Missing.Select(m => (JsonNode)m)]),
        ["order_by"] = new JsonArray([.. prepare.OrderBy.Select(c => (JsonNode)c)]),
        ["source"] = new JsonArray([.. prepare.Source.Select(s => (JsonNode)s)]),
        ["types"] = new JsonObject(reading.Types.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value.Word))),
        ["max_cell_bytes"] = prepare.Limits.MaxCellBytes,
        ["max_columns"] = prepare.Limits.MaxColumns,
    }.ToJsonString());
}
