using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Batch.Schedule;

/// <summary>What was done of a model's declared job.</summary>
/// <param name="Since">From when on times are counted.</param>
/// <param name="LastDue">The time that the last run was for; null before the first one.</param>
/// <param name="Scored">Files of the input that are done, by path, with their length and time of change.</param>
/// <param name="Runs">The last ones, the newest first.</param>
public sealed record BatchLedger(DateTimeOffset Since, DateTimeOffset? LastDue, ImmutableSortedDictionary<string, string> Scored, ImmutableArray<BatchRun> Runs)
{
    const int MostRuns = 50;

    internal static BatchLedger New(DateTimeOffset now) => new(now, null, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), []);

    internal BatchLedger With(BatchRun run) => this with { Runs = [run, .. Runs.Take(MostRuns - 1)] };

    internal static BatchLedger? Read(string path) => File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), BatchLedgerJson.Default.BatchLedger) : null;

    /// <summary>Replaces the file by one that is on the disk.</summary>
    internal void Write(string path) => DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, BatchLedgerJson.Default.BatchLedger));
}

/// <summary>One run of a declared job.</summary>
/// <param name="Due">The time that it was for; null when somebody asked for it.</param>
/// <param name="Version">The version that predicted.</param>
/// <param name="Files">How many files were scored; 1 for an address.</param>
/// <param name="Error">Why it failed; null when it did not. Files before the failure are done, the others are tried again.</param>
public sealed record BatchRun(DateTimeOffset? Due, DateTimeOffset Started, DateTimeOffset Ended, int Version, int Files, long Rows, string? Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BatchLedger))]
sealed partial class BatchLedgerJson : JsonSerializerContext;
