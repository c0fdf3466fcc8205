using System.Reflection;
using Rondo.Engine.Catalog;
using Rondo.Engine.Recipes;

namespace Rondo.ContractTests;

/// <summary>Every part of the product, from all of our assemblies beside these tests. Nothing is listed by name.</summary>
static class Catalogue
{
    static readonly Assembly[] s_assemblies =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Where(n => n.StartsWith("Rondo.", StringComparison.Ordinal) && !n.EndsWith("Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => Assembly.Load(new AssemblyName(n))),
    ];

    public static PartCatalog Parts { get; } = new(s_assemblies);

    public static FittedCatalog Fitted { get; } = new(s_assemblies);

    public static IEnumerable<Type> FittedTypes => s_assemblies.SelectMany(a => a.GetTypes()).Where(t => t.GetCustomAttribute<FittedAttribute>() is not null);

    public static TheoryData<string> NamesOf(string kind) => new(Parts.OfKind(kind).Select(p => p.Name));

    /// <summary>The part as the catalog makes it from these values; a mistake comes as it is thrown.</summary>
    public static object Create(PartInfo part, string? parameter = null, object? value = null)
    {
        var contract = part.Type.GetInterfaces().Single(i => i.GetCustomAttribute<PartKindAttribute>() is not null);
        var values = new Dictionary<string, object?>();
        if (parameter is not null) values.Add(parameter, value);
        return typeof(PartCatalog).GetMethod(nameof(PartCatalog.Create))!.MakeGenericMethod(contract)
            .Invoke(Parts, BindingFlags.DoNotWrapExceptions, null, [part.Name, values], null)!;
    }

    public static byte[] BytesOf(IFitted fitted)
    {
        var writer = new PipelineWriter();
        writer.Fitted(fitted);
        return writer.Written.ToArray();
    }

    public static T Read<T>(ReadOnlyMemory<byte> bytes)
        where T : IFitted
    {
        var reader = new PipelineReader(bytes, Fitted);
        var fitted = reader.Fitted<T>();
        Assert.True(reader.AtEnd, "Something was written that is not read.");
        return fitted;
    }
}
