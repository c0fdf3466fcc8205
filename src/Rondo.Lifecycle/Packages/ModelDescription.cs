using System.Text.Json;
using Rondo.Lifecycle.Plugins;

namespace Rondo.Lifecycle.Packages;

/// <summary>The content of <c>model.json</c>: all that is said about a model beside its bytes.</summary>
public sealed record ModelDescription
{
    public int Format { get; init; } = 1;

    public required string Name { get; init; }

    public required ModelSignature Signature { get; init; }

    /// <summary>The resolved lifecycle file.</summary>
    public required JsonElement Spec { get; init; }

    public required ModelLineage Lineage { get; init; }

    /// <summary>Metrics on the test rows; null where undefined.</summary>
    public required IReadOnlyDictionary<string, double?> Metrics { get; init; }
}

/// <summary>Where a model comes from.</summary>
public sealed record ModelLineage
{
    public string? Run { get; init; }

    public required string SpecHash { get; init; }

    public required string DataHash { get; init; }

    /// <summary>Of pipeline and signature; the package's writer fills it in.</summary>
    public string ModelHash { get; init; } = "";

    public required string RondoVersion { get; init; }

    /// <summary>The name of the winning algorithm.</summary>
    public string? Algorithm { get; init; }

    public string? GitCommit { get; init; }

    public bool? GitDirty { get; init; }

    /// <summary>The plugins that the model's parts are of; null for none.</summary>
    public IReadOnlyList<PluginUse>? Plugins { get; init; }

    /// <summary>The file that the model came as; null when it was trained here.</summary>
    public ForeignOrigin? Foreign { get; init; }

    public required DateTimeOffset Created { get; init; }
}

/// <summary>A model's file that was made elsewhere.</summary>
/// <param name="Producer">The program that wrote it, as the file says.</param>
/// <param name="IrVersion">Of ONNX's format.</param>
/// <param name="Opsets">The version of each set of operators that it needs.</param>
public sealed record ForeignOrigin(string File, string Sha256, string Producer, long IrVersion, IReadOnlyDictionary<string, long> Opsets);
