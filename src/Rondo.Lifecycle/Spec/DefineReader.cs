using System.Collections.Immutable;
using System.Globalization;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads the section <c>define</c>.</summary>
static class DefineReader
{
    public static DefineSpec Read(SectionReader section)
    {
        var spec = new DefineSpec
        {
            Question = section.Text("question"),
            Hypothesis = section.Text("hypothesis"),
            Owner = section.Text("owner"),
            Task = section.Word("task", SpecWords.Tasks) switch
            {
                "regression" => TaskKind.Regression,
                "binary" => TaskKind.Binary,
                "multiclass" => TaskKind.Multiclass,
                "clustering" => TaskKind.Clustering,
                _ => null,
            },
            Target = ReadTarget(section),
            Positive = section.Spelled("positive"),
            Baseline = section.Word("baseline", SpecWords.Baselines),
            Costs = ReadCosts(section.Section("costs")),
            Success = ReadSuccess(section),
        };
        section.Finish();
        return spec;
    }

    static TargetSpec? ReadTarget(SectionReader section)
    {
        var node = section.Node("target");
        if (node is null)
        {
            if (section.Map["task"] is not YamlScalar { Value: "clustering" }) section.Missing("target", "it names the column to predict");
            return null;
        }
        if (node is not YamlMap map) return section.TextOf(node, "define.target") is { } name ? new TargetSpec(name) : null;
        if (map.Entries is not [var only])
        {
            section.WrongType(node, "define.target", "a column, or one name with its expression: `{ late: delay >= 15 }`");
            return null;
        }
        return section.ExpressionOf(only.Value, $"define.target.{only.Key}") is { } expression ? new TargetSpec(only.Key, expression) : null;
    }

    static CostSpec? ReadCosts(SectionReader? section)
    {
        if (section is null) return null;
        var (positive, negative) = (ReadCost(section, "false_positive"), ReadCost(section, "false_negative"));
        section.Finish();
        return positive is null || negative is null ? null : new CostSpec(positive.Value, negative.Value);
    }

    static double? ReadCost(SectionReader section, string key)
    {
        if (section.Node(key) is not { } node)
        {
            section.Missing(key, "both kinds of mistake have a cost");
            return null;
        }
        if (section.NumberOf(node, section.PathOf(key)) is not { } cost) return null;
        if (cost > 0) return cost;
        section.Add("out_of_range", string.Create(CultureInfo.InvariantCulture, $"'{section.PathOf(key)}' is {cost}; expected a cost above 0."), node.At, section.PathOf(key));
        return null;
    }

    static ImmutableArray<BoundSpec>? ReadSuccess(SectionReader section)
    {
        if (section.Section("success") is not { } success) return null;
        var bounds = ImmutableArray.CreateBuilder<BoundSpec>();
        foreach (var entry in success.Map.Entries)
            if (ReadBound(success, entry) is { } bound) bounds.Add(bound);
        return bounds.ToImmutable();
    }

    static BoundSpec? ReadBound(SectionReader success, YamlEntry entry)
    {
        var at = success.PathOf(entry.Key);
        if (MetricWords.Find(entry.Key) is not { } metric)
        {
            var open = entry.Key.IndexOf('(', StringComparison.Ordinal);
            var stem = open < 0 ? entry.Key : entry.Key[..open];
            if (NotYetSupported.HasValue("define.success", stem)) success.Unsupported(entry.KeyAt, at, $"The metric '{entry.Key}'");
            else success.Add("unknown_metric", $"There is no metric named '{entry.Key}'.", entry.KeyAt, at, Suggest(entry.Key));
            return null;
        }
        if (success.NumberOf(entry.Value, at) is not { } bound) return null;
        if (bound >= metric.Min && bound <= metric.Max) return new BoundSpec(metric.Name, bound);
        var range = metric.HigherIsBetter ? "at most 1" : "at least 0";
        success.Add("out_of_range", string.Create(CultureInfo.InvariantCulture, $"The bound {bound} of '{metric.Name}' can't be: its values are {range}."), entry.Value.At, at);
        return null;
    }

    static string Suggest(string word)
    {
        var names = MetricWords.Predictive.Concat(MetricWords.Other).Select(m => m.Name).ToArray();
        return Spelling.DidYouMean(word, names) ?? $"Known: {string.Join(", ", names)}.";
    }
}
