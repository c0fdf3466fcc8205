using System.Globalization;

namespace Rondo.Lifecycle.Store;

/// <summary>A registered version of a model.</summary>
public sealed record ModelVersion
{
    public required string Model { get; init; }

    public required int Number { get; init; }

    /// <summary>The run that made it; null when that run was deleted or is of another workspace.</summary>
    public string? RunId { get; init; }

    public required string PackageHash { get; init; }

    public required string ModelHash { get; init; }

    public required string SpecHash { get; init; }

    public required string DataHash { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether every success criterion was met when it was registered.</summary>
    public required bool Success { get; init; }

    /// <summary>Metrics on the test rows; null where undefined.</summary>
    public required IReadOnlyDictionary<string, double?> Metrics { get; init; }

    /// <summary>The aliases that point at it now, in alphabetical order.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Model}@{Number}");
}

/// <summary>A model: its aliases and how many versions there are; the newest is null while there is none.</summary>
public sealed record RegisteredModel(
    string Name, DateTimeOffset Created, int VersionCount, ModelVersion? Newest, IReadOnlyDictionary<string, int> Aliases);

/// <summary>An entry of the audit trail: a version came, an alias moved.</summary>
public sealed record ModelEvent
{
    public required long Sequence { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>registered, promoted, rolled_back, alias_set, alias_removed or deleted.</summary>
    public required string Kind { get; init; }

    public required string Model { get; init; }

    /// <summary>The version that came, or that the alias points at since; null when the alias went.</summary>
    public int? Version { get; init; }

    public string? Alias { get; init; }

    /// <summary>The version that the alias pointed at before.</summary>
    public int? Previous { get; init; }

    public required string By { get; init; }

    public string? Reason { get; init; }

    public required IReadOnlyDictionary<string, string> Evidence { get; init; }
}
