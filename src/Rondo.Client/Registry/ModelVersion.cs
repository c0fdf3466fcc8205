namespace Rondo.Client.Registry;

/// <summary>A version of a registered model.</summary>
/// <param name="Source">Where its files lie.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="Status">The server's word for whether it can be used, such as <c>READY</c>.</param>
public sealed record ModelVersion(string Name, int Version, string Source, string? RunId, string Status, string Description, DateTimeOffset Created, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Aliases)
{
    public override string ToString() => $"{Name}@{Version}";
}
