namespace Rondo.Prepare.Sources;

/// <summary>Where the rows are: files, or globs of files such as <c>data/2024-*.csv.gz</c>, read one after another; or one address such as <c>postgres://host/base</c>.</summary>
/// <param name="Paths">Relative to <see cref="Folder"/>, or absolute; a file that several of them name is read once.</param>
public sealed record SourceSpec(IReadOnlyList<string> Paths)
{
    public SourceSpec(string path)
        : this([path]) { }

    /// <summary>The folder that a relative path starts from; null: the current one.</summary>
    public string? Folder { get; init; }

    /// <summary>The name of the source part (<c>csv</c>, <c>parquet</c>, ...); null: by the address's scheme or the file's extension.</summary>
    public string? Format { get; init; }

    /// <summary>The part's own parameters, such as <c>delimiter</c> of <c>csv</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Parameters { get; init; }
}
