namespace Rondo.Client.Registry;

/// <summary>A name in the registry.</summary>
/// <param name="Aliases">The version behind each alias.</param>
public sealed record RegisteredModel(string Name, string Description, DateTimeOffset Created, IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, int> Aliases);
