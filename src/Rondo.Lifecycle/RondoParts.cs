using System.Reflection;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle;

/// <summary>The parts of the product: those of every Rondo assembly that the spine stands on.</summary>
public static class RondoParts
{
    private static readonly Lazy<PartCatalog> Lazy = new(() => new PartCatalog(Assemblies()));

    public static PartCatalog Catalog => Lazy.Value;

    static IEnumerable<Assembly> Assemblies()
    {
        var spine = typeof(RondoParts).Assembly;
        return spine.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("Rondo.", StringComparison.Ordinal))
            .Select(Assembly.Load)
            .Prepend(spine);
    }
}
