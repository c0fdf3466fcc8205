using System.Collections.Immutable;

namespace Rondo.Lifecycle.Spec;

/// <summary>The section <c>prepare.join</c>: the other sources' columns beside the rows of one.</summary>
/// <param name="Base">The source whose rows are kept, each once.</param>
public sealed record JoinSpec(string Base)
{
    /// <summary>The other sources by name.</summary>
    public ImmutableSortedDictionary<string, JoinedSpec> Others { get; init; } =
        ImmutableSortedDictionary.Create<string, JoinedSpec>(StringComparer.Ordinal);
}

/// <summary>How a source is joined to the base.</summary>
/// <param name="On">Columns of both that must be equal.</param>
public sealed record JoinedSpec(ImmutableArray<string> On)
{
    /// <summary>The base's column of times: its row gets the other's last row until then.</summary>
    public string? AsOf { get; init; }

    /// <summary>The other's column of times; null: of the same name.</summary>
    public string? Time { get; init; }
}
