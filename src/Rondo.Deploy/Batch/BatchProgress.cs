using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Deploy.Batch;

/// <summary>How far a job has come, for sinks that keep it in a file.</summary>
/// <param name="Job">Whose progress it is.</param>
/// <param name="Rows">Committed.</param>
public sealed partial record BatchProgress(BatchJob Job, long Rows)
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>The length of what was written for these rows; 0 where that has no meaning.</summary>
    public long Bytes { get; init; }

    /// <summary>What else the sink must know to go on.</summary>
    public IReadOnlyDictionary<string, string> State { get; init; } = new Dictionary<string, string>();

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Default.BatchProgress);

    /// <summary>Null when the bytes hold no progress: they broke off, or another version wrote them.</summary>
    public static BatchProgress? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var read = JsonSerializer.Deserialize(json, Json.Default.BatchProgress);
            return read is { Version: CurrentVersion, Job: { Model: not null, ModelHash: not null, Data: not null, Form: not null }, Rows: >= 0, Bytes: >= 0, State: not null } ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSerializable(typeof(BatchProgress))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
    sealed partial class Json : JsonSerializerContext;
}
