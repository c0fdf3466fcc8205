using System.Text.Json;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Serving;

/// <summary>The files of all models, each of the version that the model's plain name means. Packages are opened again only when a version or an alias has changed.</summary>
sealed class DeclaredSections(Workspace workspace)
{
    (long Sequence, DeclaredFile[] Files)? _read;

    /// <summary>In the order of the models' names.</summary>
    /// <returns>The files, and whether they may differ from those of the last call.</returns>
    public (IReadOnlyList<DeclaredFile> Files, bool HasChanged) Read()
    {
        var sequence = workspace.ChangeSequence();
        if (_read is { } known && known.Sequence == sequence) return (known.Files, false);
        DeclaredFile[] files =
        [
            .. from model in new StoredModels(workspace).Models().OrderBy(m => m.Name, StringComparer.Ordinal)
               let version = workspace.Models.Get(ModelReference.Version(model.Name, model.Default))
               select new DeclaredFile(model.Name, model.Default, workspace.Models.Open(version).Description.Spec),
        ];
        _read = (sequence, files);
        return (files, true);
    }
}

/// <summary>What a version was trained from.</summary>
/// <param name="Spec">The resolved file as it stands in the package.</param>
sealed record DeclaredFile(string Model, int Version, JsonElement Spec);
