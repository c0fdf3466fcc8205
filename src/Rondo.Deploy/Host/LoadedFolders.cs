using System.Collections.Immutable;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Host;

/// <summary>Models of another catalog, and packages in folders that come and go while the host runs.</summary>
sealed class LoadedFolders(IModelCatalog inner) : IModelCatalog
{
    // The other catalog's own numbers stay below.
    const int ShiftOfChanges = 40;

    readonly Lock _gate = new();
    volatile ImmutableSortedDictionary<string, LoadedFolder> _folders = ImmutableSortedDictionary.Create<string, LoadedFolder>(StringComparer.Ordinal);
    long _changes;

    /// <summary>The packages that came in, by the names they were given.</summary>
    public IReadOnlyDictionary<string, LoadedFolder> Folders => _folders;

    public long Sequence() => inner.Sequence() + (Volatile.Read(ref _changes) << ShiftOfChanges);

    public IReadOnlyList<CatalogModel> Models() =>
        [.. inner.Models(), .. _folders.Select(folder => folder.Value.Package.Models()[0] with { Name = folder.Key })];

    public ModelContent Open(string name, int version) =>
        _folders.TryGetValue(name, out var folder) ? folder.Package.Open(folder.Package.Models()[0].Name, version) : inner.Open(name, version);

    /// <summary>False when there is a model of that name.</summary>
    /// <exception cref="RondoException">The folder holds no package, or several.</exception>
    public bool TryAdd(string name, string path)
    {
        var package = PackageFolder.Open(path);
        if (package.Models().Count != 1) throw new RondoException("invalid_package", "The folder holds several packages.");
        lock (_gate)
        {
            if (_folders.ContainsKey(name) || inner.Models().Any(m => m.Name == name)) return false;
            _folders = _folders.Add(name, new LoadedFolder(path, package));
            _changes++;
            return true;
        }
    }

    public bool TryRemove(string name)
    {
        lock (_gate)
        {
            if (!_folders.ContainsKey(name)) return false;
            _folders = _folders.Remove(name);
            _changes++;
            return true;
        }
    }
}

/// <summary>A package that came in while the host runs.</summary>
sealed record LoadedFolder(string Path, PackageFolder Package);
