using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads the section <c>prepare.checks</c>: a few words of its own, and every other key is a column.</summary>
static class ChecksReader
{
    /// <summary>A column that is called like one of these stands below <c>columns</c>.</summary>
    private static readonly string[] s_words = ["rows", "where", "unique", "columns", "on_fail"];

    private static readonly string[] s_reactions = ["stop", "warn", "quarantine"];

    public static ChecksSpec Read(SectionReader? section, PartCatalog parts)
    {
        if (section is null) return new ChecksSpec();
        var columns = ImmutableSortedDictionary.CreateBuilder<string, ColumnChecksSpec>(StringComparer.Ordinal);
        foreach (var entry in section.Map.Entries.Where(e => !s_words.Contains(e.Key))) AddColumn(section, entry);
        if (section.Section("columns") is { } named)
            foreach (var entry in named.Map.Entries) AddColumn(named, entry);
        return new ChecksSpec
        {
            Rows = ReadRows(section),
            Where = ReadList(section, "where", ReadWhere),
            Unique = ReadUnique(section),
            Columns = columns.ToImmutable(),
            OnFail = section.Word("on_fail", s_reactions),
        };

        void AddColumn(SectionReader of, YamlEntry entry)
        {
            var at = of.PathOf(entry.Key);
            if (entry.Value is not YamlMap)
            {
                of.WrongType(entry.Value, at, "checks of a column, such as `{ min: 0 }`", Spelling.DidYouMean(entry.Key, s_words));
                return;
            }
            var checks = ColumnChecksReader.Read(of.SectionOf(entry.Value, at)!, parts, []);
            if (!columns.TryAdd(entry.Key, checks)) of.Add("conflicting_keys", $"The checks of column '{entry.Key}' are given twice.", entry.KeyAt, at, "Keep one of them.");
        }
    }

    public static string? OnFail(SectionReader section) => section.Word("on_fail", s_reactions);

    public static RowsSpec? ReadRows(SectionReader section)
    {
        if (section.Node("rows") is not { } node) return null;
        if (node is YamlScalar) return section.WordOf(node, section.PathOf("rows"), section.PathOf("rows"), "history", "any") is { } word ? new RowsSpec { Word = word } : null;
        if (section.SectionOf(node, section.PathOf("rows")) is not { } bounds) return null;
        var spec = new RowsSpec { Min = bounds.Integer("min", 0, 1_000_000_000_000_000), Max = bounds.Integer("max", 0, 1_000_000_000_000_000), OnFail = bounds.Word("on_fail", "stop", "warn") };
        bounds.Finish();
        if (bounds.Map["min"] is null && bounds.Map["max"] is null) bounds.Missing("min", "rows need a bound, min or max");
        if (spec.Max < spec.Min) bounds.Add("bad_check", FormattableString.Invariant($"min {spec.Min} is above max {spec.Max}."), node.At, section.PathOf("rows"));
        return spec;
    }

    static ImmutableArray<T> ReadList<T>(SectionReader section, string key, Func<SectionReader, YamlNode, string, T?> read)
        where T : class
    {
        if (section.Node(key) is not { } node) return [];
        var at = section.PathOf(key);
        var items = node is YamlList list ? list.Items : [node];
        return [.. items.Select((item, i) => read(section, item, node is YamlList ? string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]") : at)).OfType<T>()];
    }

    static WhereSpec? ReadWhere(SectionReader section, YamlNode node, string at)
    {
        if (node is not YamlMap) return section.ExpressionOf(node, at) is { } text ? new WhereSpec(text) : null;
        var inner = section.SectionOf(node, at)!;
        var condition = inner.Node("condition") is { } given ? inner.ExpressionOf(given, inner.PathOf("condition")) : null;
        var reaction = OnFail(inner);
        inner.Finish();
        if (inner.Map["condition"] is null) inner.Missing("condition", "it says what must hold");
        return condition is null ? null : new WhereSpec(condition, reaction);
    }

    // One list of names is one key; a list of lists, or of mappings, is several.
    public static ImmutableArray<UniqueSpec> ReadUnique(SectionReader section)
    {
        if (section.Node("unique") is not YamlList list || list.Items.Any(item => item is not YamlScalar)) return ReadList(section, "unique", ReadKey);
        return section.Texts("unique") is { Length: > 0 } columns ? [new UniqueSpec(columns)] : [];
    }

    static UniqueSpec? ReadKey(SectionReader section, YamlNode node, string at)
    {
        if (node is YamlScalar) return section.TextOf(node, at) is { } name ? new UniqueSpec([name]) : null;
        if (node is YamlList list)
            return list.Items.Select((item, i) => section.TextOf(item, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"))).OfType<string>().ToImmutableArray() is { Length: > 0 } names ? new UniqueSpec(names) : null;
        var inner = section.SectionOf(node, at)!;
        var columns = inner.Texts("columns");
        var reaction = OnFail(inner);
        inner.Finish();
        if (inner.Map["columns"] is null) inner.Missing("columns", "it says what is unique");
        return columns.IsEmpty ? null : new UniqueSpec(columns, reaction);
    }
}
