using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Plugins;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>What a part's record says that its defaults don't.</summary>
static class GivenParameters
{
    public static ImmutableSortedDictionary<string, object?> Of(object part)
    {
        // A program's own part is found by the words of the spec from now on.
        PluginFiles.Use(part.GetType().Assembly);
        var usual = PartCatalog.PlainValues(Activator.CreateInstance(part.GetType())!);
        return PartCatalog.PlainValues(part).Where(value => Text(value.Value) != Text(usual[value.Key])).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>A value in the words of a file.</summary>
    public static object? Plain(object? value) => value is Array or Enum or int ? PartCatalog.Plain(value) : value;

    // Equal values have one text.
    static string Text(object? value) => CSharpLiteral.Any(SpecTree.Value(value) ?? SpecTree.Nothing);
}
