using System.Collections.Frozen;

namespace Rondo.Deploy.Host;

/// <summary>A model as the host serves it at one moment.</summary>
sealed record HostedModel(string Name, ModelSlot Default, FrozenDictionary<int, ModelSlot> Versions, FrozenDictionary<string, ModelSlot> Aliases)
{
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
