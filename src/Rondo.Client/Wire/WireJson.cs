using System.Text.Json.Serialization;
using Rondo.Client.Registry;
using Rondo.Client.Spool;

namespace Rondo.Client.Wire;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SpooledRun))]
[JsonSerializable(typeof(CreateExperiment))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(CreateRun))]
[JsonSerializable(typeof(UpdateRun))]
[JsonSerializable(typeof(SearchRuns))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(LogInputs))]
[JsonSerializable(typeof(LoggedDataset))]
[JsonSerializable(typeof(ModelRequest))]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(ModelsAnswer))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(VersionsAnswer))]
[JsonSerializable(typeof(PromotionRequest))]
[JsonSerializable(typeof(HistoryAnswer))]
sealed partial class WireJson : JsonSerializerContext;

sealed record WireTag(string Key, string? Value);

sealed record CreateExperiment(string Name);

sealed record ExperimentAnswer(string? ExperimentId, WireExperiment? Experiment);

sealed record WireExperiment(string ExperimentId, string? Name, string? LifecycleStage);

sealed record CreateRun(string ExperimentId, string? UserId, string? RunName, long StartTime, IReadOnlyList<WireTag> Tags);

sealed record UpdateRun(string RunId, string Status, long? EndTime);

sealed record SearchRuns(IReadOnlyList<string> ExperimentIds, string Filter, int MaxResults);

sealed record RunAnswer(WireRun? Run);

sealed record RunsAnswer(IReadOnlyList<WireRun>? Runs);

sealed record WireRun(WireRunInfo? Info);

sealed record WireRunInfo(string? RunId, string? RunName, string? ExperimentId, string? ArtifactUri);

sealed record LogInputs(string RunId, IReadOnlyList<LoggedDataset> Datasets);

sealed record LoggedDataset(IReadOnlyList<WireTag> Tags, WireDataset Dataset);

sealed record WireDataset(string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile);

/// <summary>Any request of the registry: each sets what its route asks for.</summary>
sealed record ModelRequest
{
    public string? Name { get; init; }

    public string? Version { get; init; }

    public string? Source { get; init; }

    public string? RunId { get; init; }

    public string? Description { get; init; }

    public string? Alias { get; init; }

    public string? Key { get; init; }

    public string? Value { get; init; }

    public IReadOnlyList<WireTag>? Tags { get; init; }
}

sealed record ModelAnswer(WireModel? RegisteredModel);

sealed record ModelsAnswer(IReadOnlyList<WireModel>? RegisteredModels, string? NextPageToken);

sealed record VersionAnswer(WireVersion? ModelVersion);

sealed record VersionsAnswer(IReadOnlyList<WireVersion>? ModelVersions, string? NextPageToken);

sealed record WireModel(string Name, string? Description, long? CreationTimestamp, IReadOnlyList<WireTag>? Tags, IReadOnlyList<WireAlias>? Aliases);

sealed record WireAlias(string Alias, string Version);

sealed record WireVersion(string Name, string Version, string? Source, string? RunId, string? Status, string? Description, long? CreationTimestamp, IReadOnlyList<WireTag>? Tags, IReadOnlyList<string>? Aliases);

sealed record PromotionRequest(int? Version, int? Expected, string? Reason, bool? Force);

sealed record HistoryAnswer(IReadOnlyList<ModelEvent>? Events);
