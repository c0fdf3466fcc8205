using System.Collections.Immutable;
using System.Globalization;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads the section <c>prepare</c>.</summary>
static class PrepareReader
{
    private static readonly string[] s_fills = ["auto", "mean", "median", "mode", "indicator", "constant"];

    public static PrepareSpec Read(SectionReader section)
    {
        var spec = new PrepareSpec
        {
            Source = ReadSource(section),
            Schema = section.Text("schema"),
            OrderBy = section.Texts("order_by"),
            Time = section.Text("time"),
            Entity = section.Text("entity"),
            Missing = section.Texts("missing", section.SpelledOf),
            Drop = section.Texts("drop"),
            Clean = ReadClean(section.Section("clean")),
            Features = ReadFeatures(section.Section("features")),
            Split = ReadSplit(section.Section("split"), section),
            Leakage = section.Word("leakage", "error", "warn", "off"),
            Limits = ReadLimits(section.Section("limits")),
        };
        section.Finish();
        return spec;
    }

    static ImmutableArray<string> ReadSource(SectionReader section)
    {
        var node = section.Node("source");
        if (node is null)
        {
            // `sources` is a mistake of its own already.
            if (section.Map["sources"] is null) section.Missing("source", "it names the file with the rows");
            return [];
        }
        return section.Texts("source", (item, at) =>
        {
            if (section.TextOf(item, at) is not { } path) return null;
            if (path.Trim().Length == 0) section.Add("wrong_type", $"'{at}' is empty; expected a path.", item.At, at);
            else if (path.Contains("://", StringComparison.Ordinal)) section.Unsupported(item.At, at, $"A source such as '{path[..(path.IndexOf("://", StringComparison.Ordinal) + 3)]}'");
            else return path;
            return null;
        });
    }

    static CleanSpec ReadClean(SectionReader? section)
    {
        if (section is null) return new CleanSpec();
        var spec = new CleanSpec { Duplicates = section.Word("duplicates", "drop", "keep") };
        if (section.Node("missing") is YamlMap map)
        {
            var fills = ImmutableSortedDictionary.CreateBuilder<string, MissingSpec>(StringComparer.Ordinal);
            foreach (var entry in map.Entries)
                if (ReadFill(section, entry.Value, $"prepare.clean.missing.{entry.Key}") is { } fill) fills.Add(entry.Key, fill);
            spec = spec with { MissingBy = fills.ToImmutable() };
        }
        else if (section.Map["missing"] is { } node) spec = spec with { Missing = ReadFill(section, node, "prepare.clean.missing") };
        section.Finish();
        return spec;
    }

    static MissingSpec? ReadFill(SectionReader section, YamlNode node, string at)
    {
        if (node is YamlMap map)
        {
            if (map.Entries is [{ Key: "constant" } only])
                return section.SpelledOf(only.Value, $"{at}.constant") is { } value ? new MissingSpec("constant", value) : null;
            section.WrongType(node, at, "a strategy such as median, or `{ constant: 0 }`");
            return null;
        }
        if (node is YamlScalar { Value: string text } && text.StartsWith("constant(", StringComparison.Ordinal) && text.EndsWith(')'))
            return new MissingSpec("constant", text["constant(".Length..^1].Trim());
        if (section.WordOf(node, at, "prepare.clean.missing", s_fills) is not { } word) return null;
        if (word != "constant") return new MissingSpec(word);
        section.Add("missing_value", $"'{at}' gives no constant.", node.At, at, "Write `{ constant: 0 }`.");
        return null;
    }

    static FeatureSpec ReadFeatures(SectionReader? section)
    {
        if (section is null) return new FeatureSpec();
        var spec = new FeatureSpec
        {
            Derive = ReadDerived(section.Section("derive")),
            Encode = ReadEncode(section.Section("encode")),
            Scale = section.Word("scale", "auto", "standard", "none"),
            Dates = section.Word("dates", "parts", "cyclic", "none"),
            Drop = section.Texts("drop"),
        };
        section.Finish();
        return spec;
    }

    static ImmutableArray<DerivedSpec> ReadDerived(SectionReader? section)
    {
        if (section is null) return [];
        var derived = ImmutableArray.CreateBuilder<DerivedSpec>();
        foreach (var entry in section.Map.Entries)
            if (section.ExpressionOf(entry.Value, section.PathOf(entry.Key)) is { } expression) derived.Add(new DerivedSpec(entry.Key, expression));
        return derived.ToImmutable();
    }

    static ImmutableSortedDictionary<string, string> ReadEncode(SectionReader? section)
    {
        var encode = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in section?.Map.Entries ?? [])
            if (section!.WordOf(entry.Value, section.PathOf(entry.Key), "prepare.features.encode", "one_hot", "ordinal") is { } word) encode.Add(entry.Key, word);
        return encode.ToImmutable();
    }

    static SplitSpec ReadSplit(SectionReader? section, SectionReader prepare)
    {
        if (section is null) return new SplitSpec();
        var spec = new SplitSpec
        {
            Strategy = section.Word("strategy", "random", "stratified", "time", "hash", "column"),
            Test = ReadFraction(section),
            Seed = section.Integer("seed", 0),
            Column = section.Text("column"),
            Key = section.Text("key"),
            From = section.Spelled("from"),
            Group = section.Text("group"),
        };
        section.Finish();
        if (spec.Strategy == "column" && section.Map["column"] is null) section.Missing("column", "it names the column of `train` and `test`");
        var isTimed = prepare.Map["time"] is not null;
        if (spec.Strategy == "time" && !isTimed) prepare.Missing("time", "a split by time needs the column of times");
        if (spec.Column is not null)
        {
            Refuse(section, "column", spec.Strategy is null or "column", "it goes with `strategy: column`");
            foreach (var other in (string[])["test", "key", "from"]) Refuse(section, other, isAllowed: false, "the column decides alone");
        }
        Refuse(section, "from", spec.Strategy is "time" || (spec.Strategy is null && isTimed), "it goes with `strategy: time` and `prepare.time`");
        if (spec.From is not null) Refuse(section, "test", isAllowed: false, "`from` says which rows are for the test");
        Refuse(section, "key", spec.Strategy is not ("time" or "column"), $"a split by {spec.Strategy} does not use it");
        return spec;
    }

    static double? ReadFraction(SectionReader section)
    {
        if (section.Node("test") is not { } node) return null;
        var at = section.PathOf("test");
        if (section.NumberOf(node, at) is not { } test) return null;
        if (test is > 0 and < 1) return test;
        var hint = test is >= 1 and < 100 ? string.Create(CultureInfo.InvariantCulture, $"For {test} percent write {test / 100}.") : null;
        section.Add("out_of_range", string.Create(CultureInfo.InvariantCulture, $"'{at}' is {test}; expected a share above 0 and below 1."), node.At, at, hint);
        return null;
    }

    static void Refuse(SectionReader section, string key, bool isAllowed, string why)
    {
        if (isAllowed || section.Map.Entries.FirstOrDefault(e => e.Key == key) is not { } entry) return;
        section.Add("conflicting_keys", $"'{section.PathOf(key)}' has no place here: {why}.", entry.KeyAt, section.PathOf(key), "Remove one of them.");
    }

    static LimitSpec ReadLimits(SectionReader? section)
    {
        if (section is null) return new LimitSpec();
        var spec = new LimitSpec { MaxCellBytes = section.Integer("max_cell_bytes", 1, int.MaxValue), MaxColumns = section.Integer("max_columns", 1, int.MaxValue) };
        section.Finish();
        return spec;
    }
}
