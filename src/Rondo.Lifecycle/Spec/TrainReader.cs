using System.Collections.Immutable;
using System.Globalization;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Train.Tune;

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
            IsAuto = IsAuto(section.Map["models"]),
            Cv = ReadCv(section.Section("cv"), isTimed),
            Tune = ReadTune(section, parts),
            Calibrate = section.Word("calibrate", ["auto", "none", .. parts.OfKind("calibration").Select(p => p.Name)]),
            Threshold = ReadThreshold(section),
            Evaluate = ReadEvaluate(section.Section("evaluate")),
        };
        section.Finish();
        return spec;
    }

    static ImmutableArray<ModelSpec> ReadModels(SectionReader section, PartCatalog parts)
    {
        if (section.Node("models") is not { } node || IsAuto(node)) return [];
        var models = PartList.Read<IAlgorithm>(section, node, "train.models",
            "auto, or a list of algorithms such as `[ridge, gradient_boosting]`", "the name of an algorithm", "`ridge: { alpha: 0.5 }`", parts);
        return [.. models.Select(model => new ModelSpec(model.Name, model.Parameters))];
    }

    static bool IsAuto(YamlNode? node) => node is YamlScalar { Value: "auto" };

    static CrossValidationSpec ReadCv(SectionReader? section, bool isTimed)
    {
        if (section is null) return new CrossValidationSpec();
        var spec = new CrossValidationSpec
        {
            Strategy = section.Word("strategy", SpecWords.Folds),
            Folds = (int?)section.Integer("folds", 2, 100),
            Repeats = (int?)section.Integer("repeats", 1, 100),
            Gap = ReadGap(section, isTimed),
            Nested = (int?)section.Integer("nested", 2, 20),
        };
        section.Finish();
        var isOrdered = spec.Strategy is "time_series" || (spec.Strategy is null && isTimed);
        if (spec.Gap is not null && !isOrdered) Refuse(section, "gap", "it goes with `strategy: time_series`");
        if (spec.Repeats > 1 && (isOrdered || spec.Strategy == "holdout")) Refuse(section, "repeats", $"{spec.Strategy ?? "time_series"} can be done in one way only");
        return spec;
    }

    static string? ReadGap(SectionReader section, bool isTimed)
    {
        if (section.Map["gap"] is not YamlScalar { Value: string text } node) return section.Integer("gap", 0, int.MaxValue)?.ToString(CultureInfo.InvariantCulture);
        section.Node("gap");
        if (DurationText.Parse(text) is null) section.WrongType(node, section.PathOf("gap"), "a number of rows, or " + DurationText.Expected);
        else if (!isTimed) section.Add("missing_key", $"'{section.PathOf("gap")}' is a span of time, and the file names no time column.", node.At, section.PathOf("gap"), "Add `time:` to `prepare:`, or give the gap in rows.");
        else return text;
        return null;
    }

    static void Refuse(SectionReader section, string key, string why)
    {
        var entry = section.Map.Entries.First(e => e.Key == key);
        section.Add("conflicting_keys", $"'{section.PathOf(key)}' has no place here: {why}.", entry.KeyAt, section.PathOf(key), "Remove it.");
    }

    static TuneSpec ReadTune(SectionReader train, PartCatalog parts)
    {
        if (train.Map["tune"] is YamlScalar { Value: "none" })
        {
            train.Node("tune");
            return new TuneSpec { Search = "none" };
        }
        if (train.Section("tune") is not { } section) return new TuneSpec();
        var spec = new TuneSpec
        {
            Search = section.Word("search", ["none", .. parts.OfKind("search").Select(p => p.Name)]),
            Trials = (int?)section.Integer("trials", 1, 100_000),
            Timeout = ReadTimeout(section),
            Pruner = section.Word("pruner", [.. parts.OfKind("pruner").Select(p => p.Name)]),
            Space = ReadSpace(section.Section("space"), parts),
            Replay = ReadNumbers(section, "replay"),
            Refit = ReadNumbers(section, "refit"),
        };
        section.Finish();
        return spec;
    }

    static string? ReadTimeout(SectionReader section)
    {
        if (section.Node("timeout") is not { } node) return null;
        var at = section.PathOf("timeout");
        if (node is YamlScalar { Value: string text } && DurationText.Parse(text) is not null) return text;
        section.WrongType(node, at, DurationText.Expected, node is YamlScalar { Value: long } ? "Give the unit: 60s." : null);
        return null;
    }

    static ImmutableSortedDictionary<string, object> ReadSpace(SectionReader? section, PartCatalog parts)
    {
        var space = ImmutableSortedDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        foreach (var entry in section?.Map.Entries ?? [])
        {
            var at = section!.PathOf(entry.Key);
            if (entry.Value.Plain is not { } range || ReadDimension(section, entry, at, range, parts) is null) continue;
            space.Add(entry.Key, range);
        }
        return space.ToImmutable();
    }

    static Dimension? ReadDimension(SectionReader section, YamlEntry entry, string at, object range, PartCatalog parts)
    {
        try
        {
            var dot = entry.Key.IndexOf('.', StringComparison.Ordinal);
            var (name, parameter) = dot < 0 ? (entry.Key, "") : (entry.Key[..dot], entry.Key[(dot + 1)..]);
            var part = parts.Find<IAlgorithm>(name) ?? throw Unknown(name, parts);
            return SearchSpace.Of(part, new Dictionary<string, object?> { [parameter] = range }).Dimensions[0];
        }
        catch (RondoException fault)
        {
            foreach (var mistake in fault.Mistakes) section.Place(mistake, at, onKey: mistake.Code != "bad_range");
            return null;
        }

        static RondoException Unknown(string name, PartCatalog parts)
        {
            var names = parts.OfKind("algorithm").Select(p => p.Name);
            return new RondoException("unknown_algorithm", $"There is no algorithm named '{name}'.", Spelling.DidYouMean(name, names) ?? "Write algorithm.parameter.");
        }
    }

    static ImmutableArray<int>? ReadNumbers(SectionReader section, string key)
    {
        if (section.Node(key) is not { } node) return null;
        if (node is not YamlList list)
        {
            section.WrongType(node, section.PathOf(key), "a list of the numbers of trials");
            return null;
        }
        var numbers = ImmutableArray.CreateBuilder<int>(list.Items.Length);
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (list.Items[i] is YamlScalar { Value: long and >= 0 and < int.MaxValue and var number }) numbers.Add((int)number);
            else section.WrongType(list.Items[i], string.Create(CultureInfo.InvariantCulture, $"{section.PathOf(key)}[{i}]"), "the number of a trial");
        }
        return numbers.ToImmutable();
    }

    static string? ReadThreshold(SectionReader section)
    {
        const string path = "train.threshold";
        if (section.Node("threshold") is not { } node) return null;
        if (node is YamlScalar { Value: string word } && MetricWords.PrecisionOf(word) is not null) return word;
        if (node is YamlScalar { Value: string }) return section.WordOf(node, path, path, ["min_cost", .. ThresholdWords.Metrics]);
        if (section.NumberOf(node, path) is not { } value) return null;
        if (value is > 0 and < 1) return value.ToString("R", CultureInfo.InvariantCulture);
        section.Add("out_of_range", string.Create(CultureInfo.InvariantCulture, $"'{path}' is {value}; expected a probability above 0 and below 1."), node.At, path);
        return null;
    }

    static EvaluateSpec ReadEvaluate(SectionReader? section)
    {
        if (section is null) return new EvaluateSpec();
        var isGiven = section.Map["explain"] is not null;
        var explain = section.Texts("explain", (node, at) => section.WordOf(node, at, "train.evaluate.explain", SpecWords.Explanations));
        var spec = new EvaluateSpec
        {
            Explain = isGiven ? explain : null,
            Slices = section.Texts("slices"),
            Fairness = ReadFairness(section.Section("fairness")),
            Intervals = section.Share("intervals"),
            LearningCurve = section.Flag("learning_curve"),
        };
        section.Finish();
        return spec;
    }

    static FairnessSpec? ReadFairness(SectionReader? section)
    {
        if (section is null) return null;
        var by = section.Text("by");
        var metric = section.Word("metric", [.. MetricWords.Predictive.Select(m => m.Name)]);
        var ratio = section.Share("ratio");
        if (section.Map["by"] is null) section.Missing("by", "it names the column of groups");
        if (section.Map["metric"] is null) section.Missing("metric", "it is compared between groups");
        section.Finish();
        return by is null || metric is null ? null : new FairnessSpec(by, metric, ratio ?? 0.8);
    }
}
