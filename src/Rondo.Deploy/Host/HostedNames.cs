using System.Collections.Immutable;

namespace Rondo.Deploy.Host;

/// <summary>A model's versions and what its names mean at one moment.</summary>
public sealed record HostedNames(string Name, int Default, ImmutableArray<int> Versions, ImmutableSortedDictionary<string, int> Aliases)
{
    internal static HostedNames Of(HostedModel model) => new(
        model.Name, model.Default.Version, [.. model.Versions.Keys.Order()],
        model.Aliases.ToImmutableSortedDictionary(a => a.Key, a => a.Value.Version, StringComparer.Ordinal));
}
