using System.Reflection;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle;

/// <summary>The parts of the product: those of every Rondo assembly that the spine stands on, and of the sources beside it.</summary>
public static class RondoParts
{
    private static readonly Lazy<PartCatalog> Lazy = new(() => new PartCatalog(Assemblies()));

    public static PartCatalog Catalog => Lazy.Value;

    static IEnumerable<Assembly> Assemblies()
    {
        var spine = typeof(RondoParts).Assembly;
        return spine.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("Rondo.", StringComparison.Ordinal))
            .Select(name => name.Name!)
            .Union(Sources())
            .Select(name => Assembly.Load(new AssemblyName(name)))
            .Prepend(spine);
    }

    // Projects of their own, for a package comes with each; no code refers to them.
    static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Rondo.Sources.*.dll")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => !name.EndsWith("Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
