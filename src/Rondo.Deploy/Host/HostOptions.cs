using System.Collections.Immutable;

namespace Rondo.Deploy.Host;

/// <summary>A model to be served, as it was asked for: by alias, by version, or as the plain name means.</summary>
public sealed record ServedReference(string Name, string? Alias = null, int? Version = null)
{
    public override string ToString() => Alias is not null ? $"{Name}@{Alias}" : Version is { } version ? FormattableString.Invariant($"{Name}@{version}") : Name;
}

/// <summary>What a host serves, and how much memory it may take for it.</summary>
public sealed record HostOptions
{
    /// <summary>The models served, in memory before the host is ready; empty serves every model of the catalog, loaded when asked for.</summary>
    public ImmutableArray<ServedReference> Models { get; init; } = [];

    /// <summary>The memory that models may take; those idle longest make room for others.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Whether shadows give way to those who answer.</summary>
    public bool GivesWay { get; init; } = true;

    /// <summary>How often the catalog is asked for changes.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
