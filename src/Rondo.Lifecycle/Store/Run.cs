namespace Rondo.Lifecycle.Store;

/// <summary>What a run is started with: everything that decides its model, and where it came from.</summary>
public sealed record RunStart
{
    public required string Name { get; init; }

    public required string SpecHash { get; init; }

    /// <summary>The resolved lifecycle file as JSON.</summary>
    public required string SpecJson { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Null until the data are read; see <see cref="RunStore.SetDataHash"/>.</summary>
    public string? DataHash { get; init; }

    /// <summary>The project that it belongs to; the one of its name unless told.</summary>
    public string? Project { get; init; }

    /// <summary>The run that this one is a trial or a fold of.</summary>
    public string? ParentId { get; init; }

    public CodeVersion? Code { get; init; }

    /// <summary>The object of <see cref="Store.CodeDiff"/>; null when the files are those of the commit.</summary>
    public string? CodeDiff { get; init; }

    /// <summary>Facts that explain figures but decide nothing: runtime, operating system, processors.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>A run as the store keeps it.</summary>
public sealed record Run
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? ParentId { get; init; }

    public required RunStatus Status { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public required DateTimeOffset Heartbeat { get; init; }

    public required string Host { get; init; }

    public required int ProcessId { get; init; }

    public required ulong Seed { get; init; }

    public required string SpecHash { get; init; }

    public string? DataHash { get; init; }

    public required string SpecJson { get; init; }

    public required string RondoVersion { get; init; }

    public CodeVersion? Code { get; init; }

    /// <summary>The object of <see cref="Store.CodeDiff"/>; null when the files were those of the commit, or nobody asked git.</summary>
    public string? CodeDiff { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Why it failed or was cancelled.</summary>
    public string? Message { get; init; }

    /// <summary>The project that it belongs to.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Who started it, as far as told.</summary>
    public required string User { get; init; }

    /// <summary>Waiting to start.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>When it was hidden; null while it is listed.</summary>
    public DateTimeOffset? Deleted { get; init; }
}

/// <summary>A finished part of a run, such as a trial, to be kept as a run of its own.</summary>
public sealed record ChildRun(string Name, RunStatus Status, double Seconds)
{
    /// <summary>Values as JSON.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<(string Name, long Step, double Value)> Points { get; init; } = [];

    public string? Message { get; init; }
}

/// <summary>A step of a run, and whether its result came from the cache.</summary>
public sealed record RunStep(string Name, bool IsCached, double Seconds);

/// <summary>A metric's value at a step; null where it is undefined.</summary>
public sealed record MetricPoint(string Name, long Step, double? Value, DateTimeOffset Time);

/// <summary>A run with all that was logged for it.</summary>
public sealed record RunDetails(
    Run Run,
    IReadOnlyDictionary<string, string> Params,
    IReadOnlyList<MetricPoint> Metrics,
    IReadOnlyList<RunStep> Steps,
    IReadOnlyList<Run> Children,
    IReadOnlyList<string> Versions)
{
    /// <summary>The last logged value of each metric.</summary>
    public IReadOnlyDictionary<string, double?> LastMetrics { get; } = Last(Metrics);

    static SortedDictionary<string, double?> Last(IReadOnlyList<MetricPoint> points)
    {
        var last = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        foreach (var point in points) last[point.Name] = point.Value;
        return last;
    }
}
