using System.Collections.Immutable;
using System.Reflection;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Catalog;

/// <summary>An assembly of parts that is not of the product.</summary>
/// <param name="File">The file's name without its folder.</param>
/// <param name="Hash">SHA-256 of the file, in lower-case hexadecimal.</param>
public sealed record Plugin(string File, string Hash, Assembly Assembly);

/// <summary>The plugins of this process. Once added, their parts and fitted types count everywhere.</summary>
public static class LoadedPlugins
{
    private static readonly Lock s_lock = new();

    public static ImmutableArray<Plugin> All { get; private set; } = [];

    /// <summary>Adds a plugin unless it is there already.</summary>
    /// <exception cref="RondoException">Another build of it is loaded, or one of its parts has the name of another.</exception>
    public static void Add(Plugin plugin, IEnumerable<Assembly> product)
    {
        lock (s_lock)
        {
            if (All.FirstOrDefault(p => p.File == plugin.File) is { } same)
            {
                if (same.Hash == plugin.Hash) return;
                throw new RondoException(new Mistake("bad_plugin", $"Another build of the plugin '{plugin.File}' is loaded already.") { File = plugin.File, Hint = "Name one of them." });
            }
            Check(plugin, product);
            All = All.Add(plugin);
        }
    }

    /// <summary>The plugin that a type is of, or null for the product's own.</summary>
    public static Plugin? Of(Type type) => All.FirstOrDefault(p => p.Assembly == type.Assembly);

    static void Check(Plugin plugin, IEnumerable<Assembly> product)
    {
        try
        {
            _ = new PartCatalog([.. product, .. All.Select(p => p.Assembly), plugin.Assembly]);
        }
        catch (ReflectionTypeLoadException fault)
        {
            throw Bad(plugin, fault.LoaderExceptions.FirstOrDefault()?.Message ?? fault.Message);
        }
        catch (Exception fault) when (fault is InvalidOperationException or TypeLoadException or MissingMethodException or FileNotFoundException or TargetInvocationException)
        {
            throw Bad(plugin, fault.Message);
        }
    }

    static RondoException Bad(Plugin plugin, string why) =>
        new(new Mistake("bad_plugin", $"The plugin '{plugin.File}' can't be used: {why}") { File = plugin.File, Hint = "Build it against this version of Rondo." });
}
