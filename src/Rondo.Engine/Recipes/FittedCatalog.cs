using System.Reflection;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Recipes;

/// <summary>The fitted types that pipeline.bin may name. Only these are ever made: reading never runs code that the file brings.</summary>
public sealed class FittedCatalog
{
    private readonly Dictionary<string, (int Version, Func<PipelineReader, int, IFitted> Read)> _types = new(StringComparer.Ordinal);

    public FittedCatalog(params IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.SelectMany(a => a.GetTypes()))
        {
            if (type.GetCustomAttribute<FittedAttribute>() is not { } attribute) continue;
            var read = typeof(FittedCatalog).GetMethod(nameof(Reader), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type);
            if (!_types.TryAdd(attribute.Name, (attribute.Version, (Func<PipelineReader, int, IFitted>)read.Invoke(null, null)!)))
                throw new InvalidOperationException($"Two fitted types are named '{attribute.Name}'.");
        }
    }

    /// <summary>Everything in the engine.</summary>
    public static FittedCatalog Engine { get; } = new(typeof(FittedCatalog).Assembly);

    public IFitted Read(string name, int version, PipelineReader reader)
    {
        if (!_types.TryGetValue(name, out var type)) throw PipelineReader.Damaged($"it names an unknown part '{name}'");
        if (version < 1 || version > type.Version)
            throw new RondoException("newer_pipeline", $"The model's part '{name}' has version {version}; this Rondo reads up to {type.Version}.", "Use the Rondo that trained it, or a newer one.");
        return type.Read(reader, version);
    }

    static Func<PipelineReader, int, IFitted> Reader<T>()
        where T : IReadable<T>, IFitted => (reader, version) => T.Read(reader, version);
}
