using System.Reflection;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Plugins;

namespace Rondo.Lifecycle;

/// <summary>The parts of the product: those of every Rondo assembly that the spine stands on, and of the sources and sinks beside it.</summary>
public static class RondoParts
{
    private static readonly Lazy<Assembly[]> s_product = new(() => [.. Assemblies()]);
    private static readonly PluginAware<PartCatalog> s_catalog = new(plugins => new PartCatalog([.. s_product.Value, .. plugins]));

    /// <summary>Those of the product and of the plugins that are loaded.</summary>
    public static PartCatalog Catalog
    {
        get
        {
            PluginFiles.LoadFromEnvironment();
            return s_catalog.Value;
        }
    }

    /// <summary>The product's own assemblies.</summary>
    public static IReadOnlyList<Assembly> Product => s_product.Value;

    static IEnumerable<Assembly> Assemblies()
    {
        var spine = typeof(RondoParts).Assembly;
        return spine.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("Rondo.", StringComparison.Ordinal))
            .Select(name => name.Name!)
            .Union(Beside("Rondo.Sources.*.dll"))
            .Union(Beside("Rondo.Sinks.*.dll"))
            .Select(name => Assembly.Load(new AssemblyName(name)))
            .Prepend(spine);
    }

    // Projects of their own, for a package comes with each; no code refers to them.
    static IEnumerable<string> Beside(string pattern) =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, pattern)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => !name.EndsWith("Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
