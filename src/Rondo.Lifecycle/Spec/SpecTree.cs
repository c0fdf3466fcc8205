using System.Collections;
using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>A spec as the nodes of its file: what was not given is left out; keys come in the order of the documentation.</summary>
static class SpecTree
{
    public static YamlMap Of(LifecycleSpec spec) => Map(
    [
        ("version", Value(spec.Version)),
        ("name", Value(spec.Name)),
        ("define", Define(spec.Define)),
        ("prepare", Prepare(spec.Prepare)),
        ("train", Train(spec.Train)),
        .. spec.Later.Select(section => (section.Key, (YamlNode?)section.Value)),
    ]);

    static YamlMap? Define(DefineSpec define) => Filled(
    [
        ("question", Value(define.Question)),
        ("hypothesis", Value(define.Hypothesis)),
        ("owner", Value(define.Owner)),
        ("task", Value(define.Task is { } task ? PartCatalog.SnakeCase(task.ToString()) : null)),
        ("target", define.Target is { Expression: { } expression } target ? Map([(target.Name, Value(expression))]) : Value(define.Target?.Name)),
        ("positive", Value(define.Positive)),
        ("baseline", Value(define.Baseline)),
        ("costs", define.Costs is { } costs ? Map([("false_positive", Value(costs.FalsePositive)), ("false_negative", Value(costs.FalseNegative))]) : null),
        ("success", define.Success is { } success ? Map(success.OrderBy(b => b.Metric, StringComparer.Ordinal).Select(b => (b.Metric, Value(b.Bound)))) : null),
    ]);

    public static YamlMap? Prepare(PrepareSpec prepare) => Filled(
    [
        ("source", prepare.Source is { } source ? Source(source) : null),
        ("sources", Filled(prepare.Sources.Select(s => (s.Key, (YamlNode?)Source(s.Value))))),
        ("query", Value(prepare.Query)),
        ("join", prepare.Join is { } join ? Map([("base", Value(join.Base)), .. join.Others.Select(o => (o.Key, (YamlNode?)Map([("on", o.Value.On is [var on] ? Value(on) : Value(o.Value.On)), ("as_of", Value(o.Value.AsOf)), ("time", Value(o.Value.Time))])))]) : null),
        ("schema", Value(prepare.Schema)),
        ("order_by", Texts(prepare.OrderBy)),
        ("time", Value(prepare.Time)),
        ("entity", Value(prepare.Entity)),
        ("missing", Texts(prepare.Missing)),
        ("drop", Texts(prepare.Drop)),
        ("checks", ChecksTree.Of(prepare.Checks)),
        ("clean", Filled(
        [
            ("duplicates", Value(prepare.Clean.Duplicates)),
            ("missing", prepare.Clean.Missing is { } all ? Value(all.Constant is null ? all.Strategy : $"constant({all.Constant})") : Filled(prepare.Clean.MissingBy.Select(m => (m.Key, (YamlNode?)Fill(m.Value))))),
            ("outliers", Value(prepare.Clean.Outliers?.ToString()) ?? Filled(prepare.Clean.OutliersBy.Select(o => (o.Key, Value(o.Value.ToString()))))),
            ("categories", Categories(prepare.Clean.Categories)),
        ])),
        ("features", Features(prepare.Features)),
        ("split", Filled(
        [
            ("strategy", Value(prepare.Split.Strategy)),
            ("test", Value(prepare.Split.Test)),
            ("seed", Value(prepare.Split.Seed)),
            ("column", Value(prepare.Split.Column)),
            ("key", Value(prepare.Split.Key)),
            ("from", Value(prepare.Split.From)),
            ("group", Value(prepare.Split.Group)),
        ])),
        ("window", prepare.Window is { } window ? Map([("sliding", Value(window.Sliding)), ("reservoir", Value(window.Reservoir))]) : null),
        ("balance", Value(prepare.Balance)),
        ("leakage", prepare.LeakageAllow.IsEmpty ? Value(prepare.Leakage) : Map([("on_found", Value(prepare.Leakage)), ("allow", Texts(prepare.LeakageAllow))])),
        ("limits", Filled([("max_cell_bytes", Value(prepare.Limits.MaxCellBytes)), ("max_columns", Value(prepare.Limits.MaxColumns))])),
    ]);

    /// <summary>A bare path where there is nothing else to say.</summary>
    public static YamlNode Source(SourceDefinition source)
    {
        var from = source.From is [var only] ? Value(only) : Value(source.From);
        return source.Format is null && source.Parameters.Count == 0 ? from!
            : Map([("from", from), ("format", Value(source.Format)), .. source.Parameters.Select(p => (p.Key, (YamlNode?)(Value(p.Value) ?? Nothing)))]);
    }

    static YamlMap? Features(FeatureSpec features) => Filled(
    [
        ("derive", Filled(features.Derive.Select(d => (d.Name, Value(d.Expression))))),
        ("transforms", features.Transforms.Length == 0 ? null : Value(features.Transforms.Select(Transform))),
        ("encode", Filled(features.Encode.Select(e => (e.Key, Value(e.Value))))),
        ("scale", Value(features.Scale) ?? Filled(features.ScaleBy.Select(s => (s.Key, Value(s.Value))))),
        ("dates", Value(features.Dates)),
        ("holidays", Texts(features.Holidays)),
        ("select", features.Select is { } select ? Map([("method", Value(select.Method)), ("keep", Value(select.Keep)), ("threshold", Value(select.Threshold))]) : null),
        ("drop", Texts(features.Drop)),
    ]);

    static YamlMap? Categories(CategorySpec categories) => Filled(
    [
        ("merge_spelling", categories.Rules.Count == 0 ? Value(categories.MergeSpelling) : Map(categories.Rules.Select(column =>
            (column.Key, (YamlNode?)Map(column.Value.Select(rule => (rule.Key, Value(rule.Value)))))))),
        ("rare", Value(categories.Rare)),
    ]);

    static YamlMap? Train(TrainSpec train) => Filled(
    [
        ("metric", Value(train.Metric)),
        ("models", train.IsAuto ? Value("auto") : train.Models.Length == 0 ? null : new YamlList([.. train.Models.Select(Model)], default)),
        ("cv", Filled(
        [
            ("strategy", Value(train.Cv.Strategy)),
            ("folds", Value(train.Cv.Folds)),
            ("repeats", Value(train.Cv.Repeats)),
            ("gap", Number(train.Cv.Gap)),
            ("nested", Value(train.Cv.Nested)),
        ])),
        ("tune", Filled(
        [
            ("search", Value(train.Tune.Search)),
            ("trials", Value(train.Tune.Trials)),
            ("timeout", Value(train.Tune.Timeout)),
            ("pruner", Value(train.Tune.Pruner)),
            ("space", Filled(train.Tune.Space.Select(s => (s.Key, Value(s.Value))))),
            ("replay", train.Tune.Replay is { } replay ? Value(replay) : null),
            ("refit", train.Tune.Refit is { } refit ? Value(refit) : null),
        ])),
        ("calibrate", Value(train.Calibrate)),
        ("threshold", Number(train.Threshold)),
        ("evaluate", Filled(
        [
            ("explain", train.Evaluate.Explain is { } explain ? Value(explain) : null),
            ("slices", Texts(train.Evaluate.Slices)),
            ("fairness", train.Evaluate.Fairness is { } fairness ? Map([("by", Value(fairness.By)), ("metric", Value(fairness.Metric)), ("ratio", Value(fairness.Ratio))]) : null),
            ("intervals", Value(train.Evaluate.Intervals)),
            ("learning_curve", Value(train.Evaluate.LearningCurve)),
        ])),
    ]);

    /// <summary>A number where the text is one, else the word.</summary>
    static YamlNode? Number(string? text) =>
        text is null ? null : CoreSchema.TypeOf(text) is long or double ? Plain(text) : Value(text);

    public static YamlNode Model(ModelSpec model) => Part(model.Name, model.Parameters);

    public static YamlNode Transform(TransformSpec transform) => Part(transform.Name, transform.Parameters);

    static YamlNode Part(string name, ImmutableSortedDictionary<string, object?> parameters) => parameters.Count == 0
        ? Value(name)!
        : Map([(name, Map(parameters.Select(p => (p.Key, (YamlNode?)(Value(p.Value) ?? Nothing)))))]);

    static YamlNode Fill(MissingSpec fill) => fill.Constant is null ? Value(fill.Strategy)! : Map([(fill.Strategy, Value(fill.Constant))]);

    static YamlNode? Texts(ImmutableArray<string> texts) => texts.Length == 0 ? null : Value(texts);

    public static YamlNode? Value(object? value) => value switch
    {
        null => null,
        YamlNode node => node,
        string text => new YamlScalar(text, IsQuoted: true, IsVerbatim: false, default),
        bool flag => Plain(flag ? "true" : "false"),
        int or long => Plain(FormattableString.Invariant($"{value}")),
        double number => Plain(CoreSchema.Spell(number)),
        IReadOnlyDictionary<string, object?> map => Map(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, (YamlNode?)(Value(p.Value) ?? Nothing)))),
        IEnumerable list => new YamlList([.. list.Cast<object?>().Select(item => Value(item) ?? Nothing)], default),
        _ => throw new ArgumentException($"A {value.GetType().Name} has no place in a file.", nameof(value)),
    };

    public static YamlScalar Nothing => Plain("null");

    static YamlScalar Plain(string text) => new(text, IsQuoted: false, IsVerbatim: false, default);

    public static YamlMap? Filled(IEnumerable<(string Key, YamlNode? Value)> entries) => Map(entries) is { Entries.Length: > 0 } map ? map : null;

    public static YamlMap Map(IEnumerable<(string Key, YamlNode? Value)> entries) =>
        new([.. entries.Where(e => e.Value is not null).Select(e => new YamlEntry(e.Key, default, e.Value!))], default);
}
