namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>A model that a program logged: its files, parameters and metrics, perhaps before it is registered. Times are microseconds since 1970-01-01 UTC.</summary>
public sealed record LoggedModel
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required string Name { get; init; }

    /// <summary>The run that made it.</summary>
    public string? RunId { get; init; }

    public required string ModelType { get; init; }

    public required LoggedModelStatus Status { get; init; }

    public string? StatusMessage { get; init; }

    public required long Created { get; init; }

    public required long Changed { get; init; }

    public List<KeyValuePair<string, string>> Params { get; } = [];

    public List<KeyValuePair<string, string>> Tags { get; } = [];

    public List<LoggedModelMetric> Metrics { get; } = [];

    /// <summary>The registered versions that were made of it.</summary>
    public List<(string Model, long Number)> Registrations { get; } = [];
}

/// <summary>A point of a metric that belongs to a logged model, perhaps measured on a data set.</summary>
public sealed record LoggedModelMetric(string ModelId, string RunId, LoggedMetric Point, string DatasetName, string DatasetDigest);

public enum LoggedModelStatus
{
    Pending,
    Ready,
    Failed,
}

/// <summary>What a program says of a model that it is about to log.</summary>
public sealed record LoggedModelCreation
{
    public required string ProjectId { get; init; }

    public required string Name { get; init; }

    public string ModelType { get; init; } = "";

    public string? RunId { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Params { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
}
