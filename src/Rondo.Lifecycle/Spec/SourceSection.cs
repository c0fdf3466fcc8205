using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads <c>prepare.source</c>, and <c>prepare.sources</c> with the query over them.</summary>
static class SourceSection
{
    public static PrepareSpec Read(SectionReader section, PartCatalog parts)
    {
        var several = ReadSeveral(section.Section("sources"), parts);
        var single = section.Node("source") is { } node ? ReadOne(section, node, "prepare.source", parts) : null;
        var query = section.Text("query");
        if (section.Map["source"] is null && section.Map["sources"] is null) section.Missing("source", "it names the file with the rows");
        if (section.Map["source"] is not null && section.Map["sources"] is not null) Refuse(section, "sources", "`prepare.source` names the only one");
        var join = ReadJoin(section.Section("join"), several);
        foreach (var key in (string[])["query", "join"])
            if (section.Map[key] is not null && section.Map["sources"] is null) Refuse(section, key, "it goes with `prepare.sources`");
        if (section.Map["query"] is not null && section.Map["join"] is not null) Refuse(section, "join", "the query says already how the sources are put together");
        if (section.Map["sources"] is not null && section.Map["query"] is null && section.Map["join"] is null) section.Missing("query", "it says in SQL how one table comes of the sources; `join` is the other way");
        return new PrepareSpec { Source = single, Sources = several, Query = query, Join = join };
    }

    static void Refuse(SectionReader section, string key, string why)
    {
        var entry = section.Map.Entries.First(e => e.Key == key);
        section.Add("conflicting_keys", $"'{section.PathOf(key)}' has no place here: {why}.", entry.KeyAt, section.PathOf(key), "Remove one of them.");
    }

    static ImmutableSortedDictionary<string, SourceDefinition> ReadSeveral(SectionReader? section, PartCatalog parts)
    {
        var sources = ImmutableSortedDictionary.CreateBuilder<string, SourceDefinition>(StringComparer.Ordinal);
        foreach (var entry in section?.Map.Entries ?? [])
        {
            var at = section!.PathOf(entry.Key);
            if (sources.Keys.FirstOrDefault(k => string.Equals(k, entry.Key, StringComparison.OrdinalIgnoreCase)) is { } twin)
                section.Add("duplicate_key", $"'{entry.Key}' and '{twin}' are one table to SQL, which doesn't tell cases apart.", entry.KeyAt, at, "Rename one of them.");
            else if (ReadOne(section, entry.Value, at, parts) is { } source) sources.Add(entry.Key, source);
        }
        return sources.ToImmutable();
    }

    static JoinSpec? ReadJoin(SectionReader? section, ImmutableSortedDictionary<string, SourceDefinition> sources)
    {
        if (section is null) return null;
        var first = section.Text("base");
        if (section.Map["base"] is null) section.Missing("base", "it names the source whose rows are kept");
        var others = ImmutableSortedDictionary.CreateBuilder<string, JoinedSpec>(StringComparer.Ordinal);
        foreach (var entry in section.Map.Entries.Where(e => e.Key != "base"))
        {
            if (section.Section(entry.Key) is not { } inner) continue;
            if (inner.Map["on"] is null) inner.Missing("on", "it names the columns that must be equal");
            var joined = new JoinedSpec(inner.Texts("on")) { AsOf = inner.Text("as_of"), Time = inner.Text("time") };
            inner.Finish();
            if (joined.Time is not null && joined.AsOf is null) inner.Missing("as_of", "it names the base's column that `time` is compared with");
            Known(section, entry.Key, entry.KeyAt, section.PathOf(entry.Key), sources);
            others.Add(entry.Key, joined);
        }
        if (first is not null) Known(section, first, section.Map["base"]!.At, section.PathOf("base"), sources);
        return first is null ? null : new JoinSpec(first) { Others = others.ToImmutable() };
    }

    static void Known(SectionReader section, string name, Position position, string at, ImmutableSortedDictionary<string, SourceDefinition> sources)
    {
        if (!sources.ContainsKey(name)) section.Add("unknown_source", $"There is no source named '{name}'.", position, at, Spelling.DidYouMean(name, sources.Keys) ?? $"Known: {string.Join(", ", sources.Keys)}.");
    }

    static SourceDefinition? ReadOne(SectionReader section, YamlNode node, string at, PartCatalog parts)
    {
        if (node is YamlMap)
        {
            var inner = section.SectionOf(node, at)!;
            if (inner.Map["from"] is null) inner.Missing("from", "it is a path or an address");
            var from = inner.Texts("from", (item, path) => ReadPath(section, item, path));
            var source = new SourceDefinition(from)
            {
                Format = inner.Text("format"),
                Parameters = inner.Map.Entries.Where(e => e.Key is not ("from" or "format")).ToImmutableSortedDictionary(e => e.Key, e => e.Value.Plain, StringComparer.Ordinal),
            };
            Check(section, source, inner.Map, at, parts);
            return source;
        }
        var paths = section.TextsOf(node, at, (item, path) => ReadPath(section, item, path));
        if (paths.IsEmpty) return null;
        var plain = new SourceDefinition(paths);
        if (paths.Any(p => SourceKind.SchemeOf(p) is not null)) Check(section, plain, null, at, parts);
        return plain;
    }

    static string? ReadPath(SectionReader section, YamlNode item, string at)
    {
        if (section.TextOf(item, at) is not { } path) return null;
        if (path.Trim().Length > 0) return path;
        section.Add("wrong_type", $"'{at}' is empty; expected a path.", item.At, at);
        return null;
    }

    // Whether the files are there is seen when they are read; what the part and its parameters are is known now.
    static void Check(SectionReader section, SourceDefinition source, YamlMap? map, string at, PartCatalog parts)
    {
        if (source.From.IsEmpty) return;
        try
        {
            SourceKind.Of(source.In("."), source.From, parts);
        }
        catch (RondoException fault)
        {
            foreach (var mistake in fault.Mistakes)
            {
                var key = mistake.Field ?? (mistake.Code == "unknown_source" ? "format" : "from");
                section.Place(mistake with { File = null }, map?[key] is null ? at : $"{at}.{key}", onKey: mistake.Code == "unknown_parameter");
            }
        }
    }
}
