using System.Collections.Immutable;
using System.Globalization;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads the section <c>train</c>; algorithms and their parameters are checked against the catalog.</summary>
static class TrainReader
{
    public static TrainSpec Read(SectionReader section, PartCatalog parts, bool isTimed)
    {
        var spec = new TrainSpec
        {
            Metric = section.Word("metric", [.. MetricWords.Predictive.Select(m => m.Name)]),
            Models = ReadModels(section, parts),
            Cv = ReadCv(section.Section("cv"), isTimed),
            Evaluate = ReadEvaluate(section.Section("evaluate")),
        };
        section.Finish();
        return spec;
    }

    static ImmutableArray<ModelSpec> ReadModels(SectionReader section, PartCatalog parts)
    {
        const string path = "train.models";
        if (section.Node("models") is not { } node) return [];
        if (node is YamlScalar { Value: string word } && NotYetSupported.HasValue(path, word) && word == "auto")
        {
            section.Unsupported(node.At, path, "The automatic mode `models: auto`");
            return [];
        }
        if (node is not YamlList { Items.Length: > 0 } list)
        {
            section.WrongType(node, path, "a list of algorithms, such as `[ridge, gradient_boosting]`");
            return [];
        }
        var models = ImmutableArray.CreateBuilder<ModelSpec>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (ReadModel(section, list.Items[i], at) is not { } model) continue;
            models.Add(model);
            Check(section, model, list.Items[i], at, parts);
        }
        return models.ToImmutable();
    }

    static ModelSpec? ReadModel(SectionReader section, YamlNode node, string at)
    {
        if (node is YamlScalar) return section.TextOf(node, at) is { } name ? new ModelSpec(name) : null;
        if (node is YamlMap { Entries: [var only] })
        {
            if (only.Value is YamlScalar { Value: null }) return new ModelSpec(only.Key);
            return section.SectionOf(only.Value, $"{at}.{only.Key}") is { } values ? new ModelSpec(only.Key, (ImmutableSortedDictionary<string, object?>)Plain(values.Map)!) : null;
        }
        section.WrongType(node, at, "the name of an algorithm, or one name with its parameters: `ridge: { alpha: 0.5 }`");
        return null;
    }

    static void Check(SectionReader section, ModelSpec model, YamlNode node, string at, PartCatalog parts)
    {
        if (parts.Find<IAlgorithm>(model.Name) is null && NotYetSupported.HasValue("train.models", model.Name))
        {
            section.Unsupported(node is YamlMap { Entries: [var only] } ? only.KeyAt : node.At, at, $"The algorithm '{model.Name}'");
            return;
        }
        try
        {
            parts.Create<IAlgorithm>(model.Name, model.Parameters);
        }
        catch (RondoException fault)
        {
            foreach (var mistake in fault.Mistakes)
            {
                var whole = node is YamlMap ? $"{at}.{model.Name}" : at;
                var path = mistake.Field is null ? whole : $"{whole}.{mistake.Field}";
                section.Place(mistake, path, onKey: mistake.Code != "bad_parameter");
            }
        }
    }

    /// <summary>Numbers, booleans, text and null as they are, lists and mappings of them.</summary>
    static object? Plain(YamlNode node) => node switch
    {
        YamlScalar scalar => scalar.Value,
        YamlList list => list.Items.Select(Plain).ToImmutableArray(),
        YamlMap map => map.Entries.ToImmutableSortedDictionary(e => e.Key, e => Plain(e.Value), StringComparer.Ordinal),
        _ => throw new ArgumentException($"A {node.GetType().Name} has no plain value.", nameof(node)),
    };

    static CrossValidationSpec ReadCv(SectionReader? section, bool isTimed)
    {
        if (section is null) return new CrossValidationSpec();
        var spec = new CrossValidationSpec
        {
            Strategy = section.Word("strategy", "k_fold", "stratified", "time_series", "holdout"),
            Folds = (int?)section.Integer("folds", 2, 100),
            Repeats = (int?)section.Integer("repeats", 1, 100),
            Gap = ReadGap(section),
        };
        section.Finish();
        var isOrdered = spec.Strategy is "time_series" || (spec.Strategy is null && isTimed);
        if (spec.Gap is not null && !isOrdered) Refuse(section, "gap", "it goes with `strategy: time_series`");
        if (spec.Repeats > 1 && (isOrdered || spec.Strategy == "holdout")) Refuse(section, "repeats", $"{spec.Strategy ?? "time_series"} can be done in one way only");
        return spec;
    }

    static int? ReadGap(SectionReader section)
    {
        if (section.Map["gap"] is YamlScalar { Value: string } duration)
        {
            section.Node("gap");
            section.Unsupported(duration.At, section.PathOf("gap"), "A gap in time");
            return null;
        }
        return (int?)section.Integer("gap", 0, int.MaxValue);
    }

    static void Refuse(SectionReader section, string key, string why)
    {
        var entry = section.Map.Entries.First(e => e.Key == key);
        section.Add("conflicting_keys", $"'{section.PathOf(key)}' has no place here: {why}.", entry.KeyAt, section.PathOf(key), "Remove it.");
    }

    static EvaluateSpec ReadEvaluate(SectionReader? section)
    {
        if (section is null) return new EvaluateSpec();
        var isGiven = section.Map["explain"] is not null;
        var explain = section.Texts("explain", (node, at) => section.WordOf(node, at, "train.evaluate.explain", "permutation"));
        section.Finish();
        return new EvaluateSpec { Explain = isGiven ? explain : null };
    }
}
