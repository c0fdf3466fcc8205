namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>A run as the API tells it. Times are microseconds since 1970-01-01 UTC.</summary>
public sealed record TrackedRun
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required string Name { get; init; }

    public required string User { get; init; }

    public required RunStatus Status { get; init; }

    /// <summary>Waiting to start.</summary>
    public bool IsScheduled { get; init; }

    public required long Started { get; init; }

    public long? Ended { get; init; }

    public long? Deleted { get; init; }

    /// <summary>The last point of each metric.</summary>
    public List<LoggedMetric> Metrics { get; } = [];

    public List<KeyValuePair<string, string>> Params { get; } = [];

    public List<KeyValuePair<string, string>> Tags { get; } = [];

    /// <summary>The data that it read.</summary>
    public List<RunInput> Inputs { get; } = [];

    /// <summary>The ids of the logged models that it used.</summary>
    public List<string> InputModels { get; } = [];

    /// <summary>The logged models that it made.</summary>
    public List<RunOutput> Outputs { get; } = [];
}

/// <summary>What a program that starts a run over the API says of it.</summary>
public sealed record RunCreation
{
    public required string ProjectId { get; init; }

    public string Name { get; init; } = "";

    public string User { get; init; } = "";

    /// <summary>Microseconds since 1970-01-01 UTC; now unless told.</summary>
    public long? Started { get; init; }

    /// <summary>The run that it is a part of; one that isn't known here is left out.</summary>
    public string? ParentId { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
}

/// <summary>What changes of a run; null leaves a thing as it is.</summary>
public sealed record RunChange
{
    public RunStatus? Status { get; init; }

    /// <summary>Of use with <see cref="RunStatus.Running"/>: it waits to start.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    public long? Ended { get; init; }

    public string? Name { get; init; }
}
