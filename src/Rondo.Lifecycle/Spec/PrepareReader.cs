using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Transforms;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads the section <c>prepare</c>.</summary>
static class PrepareReader
{
    public static PrepareSpec Read(SectionReader section, PartCatalog parts)
    {
        var spec = SourceSection.Read(section, parts) with
        {
            Schema = section.Text("schema"),
            OrderBy = section.Texts("order_by"),
            Time = section.Text("time"),
            Entity = section.Text("entity"),
            Missing = section.Texts("missing", section.SpelledOf),
            Drop = section.Texts("drop"),
            Checks = ChecksReader.Read(section.Section("checks"), parts),
            Clean = ReadClean(section.Section("clean")),
            Features = ReadFeatures(section.Section("features"), parts),
            Split = ReadSplit(section.Section("split"), section),
            Window = ReadWindow(section),
            Balance = section.Word("balance", SpecWords.Balances),
            Leakage = section.Map["leakage"] is YamlMap ? null : section.Word("leakage", SpecWords.OnLeak),
            Limits = ReadLimits(section.Section("limits")),
        };
        if (section.Map["leakage"] is YamlMap) spec = ReadLeakage(section.Section("leakage")!, spec);
        section.Word("augment", "none");
        section.Finish();
        return spec;
    }

    static PrepareSpec ReadLeakage(SectionReader section, PrepareSpec spec)
    {
        spec = spec with { Leakage = section.Word("on_found", SpecWords.OnLeak), LeakageAllow = section.Texts("allow") };
        section.Finish();
        return spec;
    }

    static CleanSpec ReadClean(SectionReader? section)
    {
        if (section is null) return new CleanSpec();
        var spec = new CleanSpec { Duplicates = section.Word("duplicates", SpecWords.Duplicates), Categories = ReadCategories(section.Section("categories")) };
        if (section.Node("missing") is YamlMap map)
        {
            var fills = ImmutableSortedDictionary.CreateBuilder<string, MissingSpec>(StringComparer.Ordinal);
            foreach (var entry in map.Entries)
                if (ReadFill(section, entry.Value, $"prepare.clean.missing.{entry.Key}") is { } fill) fills.Add(entry.Key, fill);
            spec = spec with { MissingBy = fills.ToImmutable() };
        }
        else if (section.Map["missing"] is { } node) spec = spec with { Missing = ReadFill(section, node, "prepare.clean.missing") };
        if (section.Node("outliers") is YamlMap columns)
        {
            var rules = ImmutableSortedDictionary.CreateBuilder<string, CallSpec>(StringComparer.Ordinal);
            foreach (var entry in columns.Entries)
                if (ReadOutliers(section, entry.Value, $"prepare.clean.outliers.{entry.Key}") is { } rule) rules.Add(entry.Key, rule);
            spec = spec with { OutliersBy = rules.ToImmutable() };
        }
        else if (section.Map["outliers"] is { } word) spec = spec with { Outliers = ReadOutliers(section, word, "prepare.clean.outliers") };
        section.Finish();
        return spec;
    }

    static CallSpec? ReadOutliers(SectionReader section, YamlNode node, string at)
    {
        const string expected = "none, z(3), iqr(1.5) or quantile_clip(0.01, 0.99)";
        if (section.TextOf(node, at) is not { } text) return null;
        if (CallSpec.Parse(text) is not { } call)
        {
            section.Add("unknown_value", $"'{text}' is not a value of 'prepare.clean.outliers'.", node.At, at, $"Expected {expected}.");
            return null;
        }
        var arguments = call.Arguments;
        var problem = call.Name switch
        {
            "none" when arguments.IsEmpty => null,
            "z" or "iqr" => arguments is [] or [> 0] ? null : "takes one number above 0",
            "quantile_clip" => arguments is [] || (arguments is [>= 0 and var low, <= 1 and var high] && low < high) ? null : "takes two shares, the lower before the higher",
            _ => "is not known",
        };
        if (problem is null) return call;
        section.Add("unknown_value", $"'{text}' is not a value of 'prepare.clean.outliers': '{call.Name}' {problem}.", node.At, at,
            Spelling.DidYouMean(call.Name, SpecWords.Outliers) ?? $"Expected {expected}.");
        return null;
    }

    static CategorySpec ReadCategories(SectionReader? section)
    {
        if (section is null) return new CategorySpec();
        var spec = section.Node("merge_spelling") switch
        {
            null => new CategorySpec(),
            YamlMap rules => new CategorySpec { MergeSpelling = true, Rules = ReadRules(section, rules) },
            _ => new CategorySpec { MergeSpelling = section.Flag("merge_spelling") },
        };
        spec = spec with { Rare = section.Share("rare") };
        section.Finish();
        return spec;
    }

    static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> ReadRules(SectionReader section, YamlMap map)
    {
        var rules = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var column in map.Entries)
        {
            var at = $"{section.PathOf("merge_spelling")}.{column.Key}";
            if (section.SectionOf(column.Value, at) is not { } inner) continue;
            var variants = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var rule in inner.Map.Entries)
                if (section.SpelledOf(rule.Value, $"{at}.{rule.Key}") is { } value) variants.Add(rule.Key, value);
            rules.Add(column.Key, variants.ToImmutable());
        }
        return rules.ToImmutable();
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
        if (section.WordOf(node, at, "prepare.clean.missing", SpecWords.Fills) is not { } word) return null;
        if (word != "constant") return new MissingSpec(word);
        section.Add("missing_value", $"'{at}' gives no constant.", node.At, at, "Write `{ constant: 0 }`.");
        return null;
    }

    static FeatureSpec ReadFeatures(SectionReader? section, PartCatalog parts)
    {
        if (section is null) return new FeatureSpec();
        var spec = new FeatureSpec
        {
            Derive = ReadDerived(section.Section("derive")),
            Transforms = ReadTransforms(section, parts),
            Encode = ReadWords(section.Section("encode"), "prepare.features.encode", SpecWords.Encodings),
            Dates = section.Word("dates", SpecWords.Dates),
            Holidays = section.Texts("holidays", (node, at) => HolidayOf(section, node, at)),
            Select = ReadSelect(section.Section("select")),
            Drop = section.Texts("drop"),
        };
        if (section.Node("scale") is YamlMap columns) spec = spec with { ScaleBy = ReadWords(section.Section("scale"), "prepare.features.scale", [.. SpecWords.Scalers, "none"]) };
        else if (section.Map["scale"] is not null) spec = spec with { Scale = section.Word("scale", ["auto", .. SpecWords.Scalers, "none"]) };
        section.Finish();
        return spec;
    }

    static ImmutableArray<TransformSpec> ReadTransforms(SectionReader section, PartCatalog parts)
    {
        if (section.Node("transforms") is not { } node) return [];
        var transforms = PartList.Read<ITransform>(section, node, section.PathOf("transforms"),
            "a list of transforms such as `[epoch]`", "the name of a transform", "`quantile: { columns: [age] }`", parts);
        return [.. transforms.Select(t => new TransformSpec(t.Name, t.Parameters))];
    }

    static ImmutableArray<DerivedSpec> ReadDerived(SectionReader? section)
    {
        if (section is null) return [];
        var derived = ImmutableArray.CreateBuilder<DerivedSpec>();
        foreach (var entry in section.Map.Entries)
            if (section.ExpressionOf(entry.Value, section.PathOf(entry.Key)) is { } expression) derived.Add(new DerivedSpec(entry.Key, expression));
        return derived.ToImmutable();
    }

    static ImmutableSortedDictionary<string, string> ReadWords(SectionReader? section, string family, string[] known)
    {
        var words = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in section?.Map.Entries ?? [])
            if (section!.WordOf(entry.Value, section.PathOf(entry.Key), family, known) is { } word) words.Add(entry.Key, word);
        return words.ToImmutable();
    }

    static string? HolidayOf(SectionReader section, YamlNode node, string at)
    {
        if (section.SpelledOf(node, at) is not { } word) return null;
        if (SpecWords.Calendars.Contains(word) || DateTime.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return word;
        section.Add("unknown_value", $"'{word}' is neither a calendar nor a date such as 2026-12-24.", node.At, at,
            Spelling.DidYouMean(word, SpecWords.Calendars) ?? $"Calendars: {string.Join(", ", SpecWords.Calendars)}.");
        return null;
    }

    static SelectSpec? ReadSelect(SectionReader? section)
    {
        if (section is null) return null;
        var method = section.Word("method", SpecWords.Selections);
        if (section.Map["method"] is null) section.Missing("method", "it says how features are chosen: correlation, mutual_information, l1 or rfe");
        var keep = section.Integer("keep", 1, 1_000_000);
        var threshold = section.Node("threshold") is { } node ? section.NumberOf(node, section.PathOf("threshold")) : null;
        section.Finish();
        Refuse(section, "keep", method is null or "rfe" or "mutual_information", $"{method} decides itself how many features stay");
        Refuse(section, "threshold", method is null or "correlation" or "mutual_information", $"{method} has none");
        return method is null ? null : new SelectSpec(method, keep, threshold);
    }

    static SplitSpec ReadSplit(SectionReader? section, SectionReader prepare)
    {
        if (section is null) return new SplitSpec();
        var spec = new SplitSpec
        {
            Strategy = section.Word("strategy", SpecWords.Splits),
            Test = section.Share("test"),
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

    static void Refuse(SectionReader section, string key, bool isAllowed, string why)
    {
        if (isAllowed || section.Map.Entries.FirstOrDefault(e => e.Key == key) is not { } entry) return;
        section.Add("conflicting_keys", $"'{section.PathOf(key)}' has no place here: {why}.", entry.KeyAt, section.PathOf(key), "Remove one of them.");
    }

    static WindowSpec? ReadWindow(SectionReader prepare)
    {
        if (prepare.Map["window"] is YamlScalar)
        {
            prepare.Word("window", "expanding");
            return null;
        }
        if (prepare.Section("window") is not { } section) return null;
        var spec = new WindowSpec(section.Text("sliding"), section.Integer("reservoir", 1, int.MaxValue));
        section.Finish();
        var at = section.PathOf("sliding");
        if (section.Map["sliding"] is { } sliding && spec.Sliding is { } span)
        {
            if (SpecValues.Span(span) is null) section.WrongType(sliding, at, "a duration such as 30d or 18mo");
            else if (prepare.Map["time"] is null) section.Add("missing_key", $"'{at}' is a span of time, and the file names no time column.", sliding.At, at, "Add `time:` to `prepare:`, or use `reservoir`.");
        }
        else if (spec.Reservoir is null) section.Missing("sliding", "or `reservoir`: which rows are learnt from");
        return spec;
    }

    static LimitSpec ReadLimits(SectionReader? section)
    {
        if (section is null) return new LimitSpec();
        var spec = new LimitSpec { MaxCellBytes = section.Integer("max_cell_bytes", 1, int.MaxValue), MaxColumns = section.Integer("max_columns", 1, int.MaxValue) };
        section.Finish();
        return spec;
    }
}
