using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads a list of parts of one kind, each a name or a name with its parameters; both are checked against the catalog.</summary>
static class PartList
{
    /// <param name="all">What the list is called in a message.</param>
    /// <param name="one">What one of its items is called.</param>
    /// <param name="example">A name with parameters.</param>
    public static IEnumerable<(string Name, ImmutableSortedDictionary<string, object?> Parameters)> Read<T>(
        SectionReader section, YamlNode node, string path, string all, string one, string example, PartCatalog parts)
    {
        var read = new List<(string, ImmutableSortedDictionary<string, object?>)>();
        if (node is not YamlList { Items.Length: > 0 } list)
        {
            section.WrongType(node, path, all);
            return read;
        }
        for (var i = 0; i < list.Items.Length; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (ReadOne(section, list.Items[i], at, one, example) is not { } part) continue;
            read.Add(part);
            Check<T>(section, part.Name, part.Parameters, list.Items[i], at, parts);
        }
        return read;
    }

    static (string Name, ImmutableSortedDictionary<string, object?> Parameters)? ReadOne(SectionReader section, YamlNode node, string at, string one, string example)
    {
        if (node is YamlScalar) return section.TextOf(node, at) is { } name ? (name, ModelSpec.NoParameters) : null;
        if (node is YamlMap { Entries: [var only] })
        {
            if (only.Value is YamlScalar { Value: null }) return (only.Key, ModelSpec.NoParameters);
            return section.SectionOf(only.Value, $"{at}.{only.Key}") is { } values ? (only.Key, (ImmutableSortedDictionary<string, object?>)values.Map.Plain!) : null;
        }
        section.WrongType(node, at, $"{one}, or one name with its parameters: {example}");
        return null;
    }

    static void Check<T>(SectionReader section, string name, ImmutableSortedDictionary<string, object?> parameters, YamlNode node, string at, PartCatalog parts)
    {
        try
        {
            parts.Create<T>(name, parameters);
        }
        catch (RondoException fault)
        {
            foreach (var mistake in fault.Mistakes)
            {
                var whole = node is YamlMap ? $"{at}.{name}" : at;
                var path = mistake.Field is null ? whole : $"{whole}.{mistake.Field}";
                section.Place(mistake, path, onKey: mistake.Code != "bad_parameter");
            }
        }
    }
}
