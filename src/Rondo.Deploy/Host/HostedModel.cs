using System.Collections.Frozen;
using Rondo.Deploy.Host.Routing;

namespace Rondo.Deploy.Host;

/// <summary>A model as the host serves it at one moment.</summary>
sealed record HostedModel(string Name, ModelSlot Default, FrozenDictionary<int, ModelSlot> Versions, FrozenDictionary<string, ModelSlot> Aliases)
{
    /// <summary>How requests for the plain name are shared; null when all go to its version.</summary>
    public HostedRoute? Route { get; init; }

    public ModelSlot? Find(string? alias, int? version) =>
        alias is not null ? Aliases.GetValueOrDefault(alias)
        : version is { } number ? Versions.GetValueOrDefault(number)
        : Default;
}

/// <summary>All that the host serves at one moment; a change makes another one, so that a request sees one state.</summary>
sealed record HostSnapshot(FrozenDictionary<string, HostedModel> Models)
{
    public static HostSnapshot Empty { get; } = new(FrozenDictionary<string, HostedModel>.Empty);
}
