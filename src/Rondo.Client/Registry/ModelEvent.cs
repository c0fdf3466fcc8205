namespace Rondo.Client.Registry;

/// <summary>An entry of a model's history: a version came, an alias moved.</summary>
/// <param name="Kind">Such as <c>registered</c>, <c>promoted</c>, <c>rolled_back</c>, <c>alias_set</c>, <c>alias_removed</c> or <c>deleted</c>.</param>
/// <param name="Version">The version that came, or that the alias points at since; null when the alias went.</param>
/// <param name="Previous">The version that the alias pointed at before.</param>
public sealed record ModelEvent(DateTimeOffset Time, string Kind, int? Version, string? Alias, int? Previous, string? By, string? Reason);
