using System.Collections.Immutable;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Spec;

/// <summary>Where rows come from, and how they are read.</summary>
/// <param name="From">Paths and globs relative to the file, or one address; secrets as <c>${NAME}</c>.</param>
public sealed record SourceDefinition(ImmutableArray<string> From)
{
    public SourceDefinition(string from)
        : this([from]) { }

    /// <summary>The name of the source part; null: by the address's scheme or the file's ending.</summary>
    public string? Format { get; init; }

    /// <summary>The part's parameters, by the words of the file.</summary>
    public ImmutableSortedDictionary<string, object?> Parameters { get; init; } =
        ImmutableSortedDictionary.Create<string, object?>(StringComparer.Ordinal);

    /// <summary>The same as the reader takes it.</summary>
    public SourceSpec In(string folder) => new([.. From]) { Folder = folder, Format = Format, Parameters = Parameters };
}
