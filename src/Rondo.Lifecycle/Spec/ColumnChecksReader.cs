using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Prepare.Checks;

namespace Rondo.Lifecycle.Spec;

/// <summary>
/// Reads the checks of a column by the catalog: the name of a check with its parameters, with the value of its first parameter, or with true.
/// The parameters of the range, min and max, may stand without its name.
/// </summary>
static class ColumnChecksReader
{
    private const string Range = "range";

    /// <param name="others">Keys that the caller takes itself; then it also reads <c>on_fail</c>, or has none.</param>
    public static ColumnChecksSpec Read(SectionReader section, PartCatalog parts, params ReadOnlySpan<string> others)
    {
        var checks = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, object?>>(StringComparer.Ordinal);
        var bounds = ImmutableSortedDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        string[] words = [.. parts.OfKind("check").Where(p => !((ICheck)Activator.CreateInstance(p.Type)!).IsOfTable).Select(p => p.Name)];
        foreach (var entry in section.Map.Entries)
        {
            var at = section.PathOf(entry.Key);
            if (others.Contains(entry.Key) || (others.IsEmpty && entry.Key == "on_fail")) continue;
            if (entry.Key is "min" or "max") bounds[entry.Key] = entry.Value.Plain;
            else if (!words.Contains(entry.Key)) Unknown(section, entry, others.IsEmpty ? "check" : "key", [.. words, "min", "max", .. others, .. others.IsEmpty ? ["on_fail"] : Array.Empty<string>()]);
            else if (Parameters(section, entry, at, parts) is { } parameters && Fits(section, entry.Key, parameters, parts, at, entry.Value)) checks[entry.Key] = parameters;
        }
        if (bounds.Count > 0)
        {
            var first = section.Map.Entries.First(e => e.Key is "min" or "max");
            if (checks.ContainsKey(Range)) section.Add("conflicting_keys", "The range is given twice.", first.KeyAt, section.PathOf(first.Key), "Keep one of them.");
            else if (Fits(section, Range, bounds.ToImmutable(), parts, section.PathOf(first.Key), first.Value)) checks[Range] = bounds.ToImmutable();
        }
        return new ColumnChecksSpec { Checks = checks.ToImmutable(), OnFail = others.IsEmpty ? ChecksReader.OnFail(section) : null };
    }

    /// <summary>The checks of a column as nodes of a file.</summary>
    public static IEnumerable<(string Key, YamlNode? Value)> Nodes(ColumnChecksSpec spec, PartCatalog parts)
    {
        foreach (var (name, parameters) in spec.Checks)
        {
            if (name == Range) foreach (var bound in parameters) yield return (bound.Key, SpecTree.Value(bound.Value));
            else yield return (name, Node(name, parameters, parts));
        }
        yield return ("on_fail", SpecTree.Value(spec.OnFail));
    }

    static YamlNode? Node(string name, ImmutableSortedDictionary<string, object?> parameters, PartCatalog parts)
    {
        if (parameters.IsEmpty) return SpecTree.Value(true);
        var first = parts.Find<ICheck>(name)?.Parameters.FirstOrDefault()?.Name;
        return parameters.Count == 1 && first is not null && parameters.TryGetValue(first, out var value) && value is not (bool or null) ? SpecTree.Value(value) : SpecTree.Value(parameters);
    }

    static ImmutableSortedDictionary<string, object?>? Parameters(SectionReader section, YamlEntry entry, string at, PartCatalog parts)
    {
        if (entry.Value is YamlMap map) return (ImmutableSortedDictionary<string, object?>)map.Plain!;
        if (entry.Value is YamlScalar { Value: true }) return ModelSpec.NoParameters;
        var first = parts.Find<ICheck>(entry.Key)!.Parameters.FirstOrDefault();
        if (first is not null && entry.Value is not YamlScalar { Value: null or false }) return ModelSpec.NoParameters.Add(first.Name, entry.Value.Plain);
        section.WrongType(entry.Value, at, first is null ? "true" : "true, a value or parameters", "A check that is not wanted is left out.");
        return null;
    }

    static bool Fits(SectionReader section, string name, ImmutableSortedDictionary<string, object?> parameters, PartCatalog parts, string at, YamlNode node)
    {
        try
        {
            if (parts.Create<ICheck>(name, parameters).Problem is not { } problem) return true;
            section.Add("bad_check", $"'{name}' can't be checked: {problem}", node.At, at);
        }
        catch (RondoException fault)
        {
            foreach (var mistake in fault.Mistakes)
                section.Place(mistake, node is YamlMap && mistake.Field is { } field ? $"{at}.{field}" : at, onKey: mistake.Code != "bad_parameter" && node is YamlMap);
        }
        return false;
    }

    static void Unknown(SectionReader section, YamlEntry entry, string what, string[] known) =>
        section.Add($"unknown_{what}", $"There is no {what} '{entry.Key}' of a column.", entry.KeyAt, section.PathOf(entry.Key),
            Spelling.DidYouMean(entry.Key, known) ?? $"Known here: {string.Join(", ", known)}.");
}
