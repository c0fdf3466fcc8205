using System.Text.Json;

namespace Rondo.Lifecycle.Store;

/// <summary>The model_versions table as Dapper reads it.</summary>
sealed class VersionRow
{
    public const string Columns = "model, number, run_id, package_hash, model_hash, spec_hash, data_hash, created_us, success, metrics_json, description, source, storage, run_link, stage, model_id, created_by, changed_us";

    public string Model { get; set; } = "";
    public long Number { get; set; }
    public string? RunId { get; set; }
    public string PackageHash { get; set; } = "";
    public string ModelHash { get; set; } = "";
    public string SpecHash { get; set; } = "";
    public string DataHash { get; set; } = "";
    public long CreatedUs { get; set; }
    public long Success { get; set; }
    public string MetricsJson { get; set; } = "";
    public string Description { get; set; } = "";
    public string Source { get; set; } = "";
    public string? Storage { get; set; }
    public string RunLink { get; set; } = "";
    public string Stage { get; set; } = "";
    public string? ModelId { get; set; }
    public string CreatedBy { get; set; } = "";
    public long ChangedUs { get; set; }

    public ModelVersion ToVersion(IReadOnlyDictionary<string, int> aliases, IReadOnlyList<KeyValuePair<string, string>> tags) => new()
    {
        Model = Model,
        Number = (int)Number,
        RunId = RunId,
        PackageHash = PackageHash,
        ModelHash = ModelHash,
        SpecHash = SpecHash,
        DataHash = DataHash,
        Created = StoreClock.FromMicroseconds(CreatedUs),
        Success = Success != 0,
        Metrics = new SortedDictionary<string, double?>(
            JsonSerializer.Deserialize(MetricsJson, StoreJson.Default.DictionaryStringNullableDouble)!, StringComparer.Ordinal),
        Aliases = [.. aliases.Where(alias => alias.Value == Number).Select(alias => alias.Key)],
        Description = Description,
        Source = Source,
        Storage = Storage,
        RunLink = RunLink,
        Stage = Stage,
        LoggedModel = ModelId,
        CreatedBy = CreatedBy,
        Changed = StoreClock.FromMicroseconds(ChangedUs),
        Tags = tags,
    };
}

/// <summary>The events table as Dapper reads it.</summary>
sealed class EventRow
{
    public const string Columns = "sequence, time_us, kind, model, version, alias, previous, actor, reason, evidence_json";

    public long Sequence { get; set; }
    public long TimeUs { get; set; }
    public string Kind { get; set; } = "";
    public string Model { get; set; } = "";
    public long? Version { get; set; }
    public string? Alias { get; set; }
    public long? Previous { get; set; }
    public string Actor { get; set; } = "";
    public string? Reason { get; set; }
    public string EvidenceJson { get; set; } = "";

    public ModelEvent ToEvent() => new()
    {
        Sequence = Sequence,
        Time = StoreClock.FromMicroseconds(TimeUs),
        Kind = Kind,
        Model = Model,
        Version = (int?)Version,
        Alias = Alias,
        Previous = (int?)Previous,
        By = Actor,
        Reason = Reason,
        Evidence = JsonSerializer.Deserialize(EvidenceJson, StoreJson.Default.DictionaryStringString)!,
    };
}
