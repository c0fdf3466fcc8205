using System.Collections.Immutable;
using Rondo.Lifecycle.Fluent.Typed;

namespace Rondo.Lifecycle.Spec;

/// <summary>A lifecycle file that was read.</summary>
/// <param name="Folder">The folder that the file's paths are relative to.</param>
/// <param name="DefaultName">The model's name when the file gives none: of the file, or of the folder for rondo.yaml.</param>
public sealed record SpecDocument(LifecycleSpec Spec, SourceMap Map, string Folder, string DefaultName)
{
    public ImmutableArray<SpecAlert> Alerts { get; init; } = [];

    /// <summary>The schema that goes with a file that is kept; null when it is looked for beside the file.</summary>
    internal SchemaFile? KeptSchema { get; init; }

    /// <summary>What a program's record says the data have.</summary>
    internal ImmutableArray<RecordColumn> Columns { get; init; } = [];

    public string Name => Spec.Name ?? DefaultName;

    /// <summary>The document of a spec that a program said.</summary>
    /// <param name="folder">The folder that its paths are relative to; the current one when null.</param>
    public static SpecDocument Of(LifecycleSpec spec, string? folder = null)
    {
        folder = Path.GetFullPath(folder ?? ".");
        return new(spec, SourceMap.Of(SpecTree.Of(spec), null), folder, SpecReader.NameFrom(folder)) { Alerts = SpecReader.AlertsOf(spec) };
    }

    /// <summary>The document of <c>rondo run DATA --target COLUMN</c>; paths are relative to the current folder.</summary>
    public static SpecDocument ForData(string dataPath, string target)
    {
        var spec = LifecycleSpec.ForData(dataPath, target);
        return new(spec, SourceMap.Empty, Directory.GetCurrentDirectory(), SpecReader.NameFrom(dataPath)) { Alerts = SpecReader.AlertsOf(spec) };
    }
}
