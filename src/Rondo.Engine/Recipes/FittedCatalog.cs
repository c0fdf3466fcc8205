using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Recipes;

/// <summary>The fitted types that pipeline.bin may name. Only these are ever made: reading never runs code that the file brings.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = PartCatalog.Kept)]
public sealed class FittedCatalog
{
    private readonly Dictionary<string, (int Version, Func<PipelineReader, int, IFitted> Read)> _types = new(StringComparer.Ordinal);

    private static readonly PluginAware<FittedCatalog> s_known = new(plugins => new FittedCatalog([typeof(FittedCatalog).Assembly, .. plugins]));

    public FittedCatalog(params IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.SelectMany(a => a.GetTypes()))
        {
            if (type.GetCustomAttribute<FittedAttribute>() is not { } attribute) continue;
            var read = typeof(FittedCatalog).GetMethod(nameof(Reader), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type);
            if (!_types.TryAdd(NameOf(type, attribute), (attribute.Version, (Func<PipelineReader, int, IFitted>)read.Invoke(null, null)!)))
                throw new InvalidOperationException($"Two fitted types are named '{attribute.Name}'.");
        }
    }

    /// <summary>Everything in the engine.</summary>
    public static FittedCatalog Engine { get; } = new(typeof(FittedCatalog).Assembly);

    /// <summary>Everything in the engine and in the plugins that are loaded.</summary>
    public static FittedCatalog Known => s_known.Value;

    /// <summary>The name in pipeline.bin. A plugin's types bear the name of its file too: they are nobody else's, and it can be asked for.</summary>
    internal static string NameOf(Type type, FittedAttribute attribute) => LoadedPlugins.Of(type) is { } plugin ? $"{attribute.Name}@{plugin.File}" : attribute.Name;

    public IFitted Read(string name, int version, PipelineReader reader)
    {
        if (!_types.TryGetValue(name, out var type) && name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
            throw Missing(name[..at], name[(at + 1)..]);
        if (type.Read is null) throw PipelineReader.Damaged($"it names an unknown part '{name}'");
        if (version < 1 || version > type.Version)
            throw new RondoException("newer_pipeline", $"The model's part '{name}' has version {version}; this Rondo reads up to {type.Version}.", "Use the Rondo that trained it, or a newer one.");
        return type.Read(reader, version);
    }

    static RondoException Missing(string name, string plugin) => new(new Mistake("missing_plugin", $"The model's part '{name}' is of the plugin '{plugin}', which is not loaded.")
    {
        File = plugin,
        Hint = "Put it into the folder `plugins` beside the lifecycle file, or give its path with --plugin. A model never brings its own code.",
    });

    static Func<PipelineReader, int, IFitted> Reader<T>()
        where T : IReadable<T>, IFitted => (reader, version) => T.Read(reader, version);
}
