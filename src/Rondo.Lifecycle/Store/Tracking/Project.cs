namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>A group of runs with one purpose: those of one lifecycle file, or what MLflow calls an experiment.</summary>
public sealed record Project
{
    /// <summary>The project of runs that name none.</summary>
    public const string DefaultId = "0";

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string ArtifactLocation { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Changed { get; init; }

    /// <summary>When it was hidden; null while it is in use.</summary>
    public DateTimeOffset? Deleted { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; }
}
