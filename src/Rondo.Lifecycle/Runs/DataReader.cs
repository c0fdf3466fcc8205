using System.Text;
using System.Text.Json.Nodes;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Runs;

/// <summary>The rows of all sources as one table, and its hash.</summary>
/// <param name="IsCached">Whether the snapshot of an earlier run served.</param>
public sealed record SourceTable(Table Table, string DataHash, bool IsCached)
{
    /// <summary>What was noticed while reading.</summary>
    public IReadOnlyList<SpecAlert> Alerts { get; init; } = [];

    /// <summary>The schema that the table keeps to; null when there is none.</summary>
    public SchemaFile? Schema { get; init; }

    /// <summary>The source's number of each row, from 1 on; null when none is set aside.</summary>
    public int[]? Numbers { get; init; }
}

/// <summary>Reads the sources, or the snapshot that an earlier run made of the same bytes.</summary>
public static class DataReader
{
    private const string Step = "prepare";
    private const string Manifest = "snapshot";
    private const string Alerts = "alerts.json";

    public static SourceTable Read(Workspace workspace, SpecDocument document, RunOptions options)
    {
        var prepare = document.Spec.Prepare;
        var reading = Settings(document, options);
        var inputs = Inputs(workspace, document, reading, options);
        var prints = inputs.ToDictionary(i => i.Name, i => i.Fingerprint(), StringComparer.Ordinal);
        if (TryRead(workspace, KeyOf(prints, prepare, reading), options) is { } known) return known;
        var table = Order(OneTable(inputs, prepare, document, options), inputs, document);
        SpecAlert[] found = [.. inputs.Select(i => i.Alert).OfType<SpecAlert>()];
        // The next run reads by the schema that this one leaves, and finds the same table.
        var next = reading with { Types = SchemaFile.TextColumns(table.Schema.Fields) };
        var hash = Keep(workspace, [KeyOf(prints, prepare, reading), KeyOf(prints, prepare, next)], table, found, options);
        return new SourceTable(table, hash, IsCached: false) { Alerts = found };
    }

    static SourceInput[] Inputs(Workspace workspace, SpecDocument document, SourceOptions reading, RunOptions options)
    {
        var prepare = document.Spec.Prepare;
        if (prepare.Source is { } only) return [new SourceInput("", "prepare.source", only, document, workspace, reading, options)];
        // The schema is that of the query's result.
        var plain = reading with { Types = SourceOptions.NoTypes };
        return [.. prepare.Sources.Select(s => new SourceInput(s.Key, $"prepare.sources.{s.Key}", s.Value, document, workspace, plain, options))];
    }

    static Table OneTable(SourceInput[] inputs, PrepareSpec prepare, SpecDocument document, RunOptions options)
    {
        if (prepare.Source is not null) return inputs[0].Read();
        var tables = inputs.ToDictionary(i => i.Name, i => i.Read(), StringComparer.Ordinal);
        options.Say(Step, "putting the sources together");
        Table Run(string query) => TableQuery.Run(tables, query, new SourceOptions().MemoryLimitBytes, options.Cancellation);
        return prepare.Join is { } join
            ? document.Map.Within("prepare.join", () => SourceJoin.Checked(join, Run(SourceJoin.Query(join, tables)), tables[join.Base].RowCount))
            : document.Map.Within("prepare.query", () => Run(prepare.Query!));
    }

    static Table Order(Table table, SourceInput[] inputs, SpecDocument document)
    {
        var prepare = document.Spec.Prepare;
        var order = prepare.OrderBy.AsEnumerable();
        // Rows that came in no order: what the declared columns leave open, the others decide.
        if (prepare.Source is null || !inputs[0].IsOrdered) order = order.Concat(table.Schema.Fields.Select(f => f.Name).Except(prepare.OrderBy, StringComparer.Ordinal));
        string[] columns = [.. order];
        return columns.Length == 0 ? table : document.Map.Within("prepare.order_by", () => TableSort.By(table, columns));
    }

    // Null also when what is kept was damaged or pruned: then the source is read again.
    static SourceTable? TryRead(Workspace workspace, string key, RunOptions options)
    {
        if (workspace.Steps.TryGet(Step, key) is not { } known || known.GetValueOrDefault(Manifest) is not { } manifest) return null;
        options.Say(Step, "the data are unchanged; reading the snapshot");
        if (workspace.Snapshots.TryRead(manifest, options.Threads, options.Cancellation) is not { } kept) return null;
        var alerts = known.TryGetValue(Alerts, out var noticed) ? AlertsOf(workspace.Objects.Read(noticed)) : [];
        return new SourceTable(kept.Table, kept.DataHash, IsCached: true) { Alerts = alerts };
    }

    static string Keep(Workspace workspace, IEnumerable<string> keys, Table table, SpecAlert[] alerts, RunOptions options)
    {
        var kept = workspace.Snapshots.Keep(table, options.Threads, options.Cancellation);
        var outputs = new Dictionary<string, string> { [Manifest] = kept.ManifestHash };
        if (alerts.Length > 0) outputs[Alerts] = workspace.Objects.Put(Encoding.UTF8.GetBytes(new JsonArray([.. alerts.Select(a => new JsonObject { ["code"] = a.Code, ["message"] = a.Message, ["column"] = a.Column })]).ToJsonString()));
        foreach (var key in keys.Distinct()) workspace.Steps.Put(Step, key, outputs);
        return kept.Manifest.DataHash;
    }

    static SpecAlert[] AlertsOf(byte[] json) =>
        [.. JsonNode.Parse(json)!.AsArray().Select(a => new SpecAlert((string)a!["code"]!, (string)a["message"]!, (string?)a["column"]))];

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
        ["prepare"] = JsonNode.Parse(SpecJson.Canonical(new PrepareSpec
        {
            Source = prepare.Source,
            Sources = prepare.Sources,
            Query = prepare.Query,
            Join = prepare.Join,
            Missing = prepare.Missing,
            OrderBy = prepare.OrderBy,
            Limits = prepare.Limits,
        })),
        ["types"] = new JsonObject(reading.Types.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value.Word))),
    }.ToJsonString());
}
