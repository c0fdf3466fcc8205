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
        ("target", define.Target.Expression is { } expression ? Map([(define.Target.Name, Value(expression))]) : Value(define.Target.Name)),
        ("positive", Value(define.Positive)),
        ("baseline", Value(define.Baseline)),
        ("success", define.Success is { } success ? Map(success.OrderBy(b => b.Metric, StringComparer.Ordinal).Select(b => (b.Metric, Value(b.Bound)))) : null),
    ]);

    static YamlMap? Prepare(PrepareSpec prepare) => Filled(
    [
        ("source", prepare.Source is [var only] ? Value(only) : Texts(prepare.Source)),
        ("schema", Value(prepare.Schema)),
        ("order_by", Texts(prepare.OrderBy)),
        ("time", Value(prepare.Time)),
        ("entity", Value(prepare.Entity)),
        ("missing", Texts(prepare.Missing)),
        ("drop", Texts(prepare.Drop)),
        ("clean", Filled(
        [
            ("duplicates", Value(prepare.Clean.Duplicates)),
            ("missing", prepare.Clean.Missing is { } all ? Fill(all) : Filled(prepare.Clean.MissingBy.Select(m => (m.Key, (YamlNode?)Fill(m.Value))))),
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
        ("leakage", Value(prepare.Leakage)),
        ("limits", Filled([("max_cell_bytes", Value(prepare.Limits.MaxCellBytes)), ("max_columns", Value(prepare.Limits.MaxColumns))])),
    ]);

    static YamlMap? Features(FeatureSpec features) => Filled(
    [
        ("derive", Filled(features.Derive.Select(d => (d.Name, Value(d.Expression))))),
        ("encode", Filled(features.Encode.Select(e => (e.Key, Value(e.Value))))),
        ("scale", Value(features.Scale)),
        ("dates", Value(features.Dates)),
        ("drop", Texts(features.Drop)),
    ]);

    static YamlMap? Train(TrainSpec train) => Filled(
    [
        ("metric", Value(train.Metric)),
        ("models", train.Models.Length == 0 ? null : new YamlList([.. train.Models.Select(Model)], default)),
        ("cv", Filled(
        [
            ("strategy", Value(train.Cv.Strategy)),
            ("folds", Value(train.Cv.Folds)),
            ("repeats", Value(train.Cv.Repeats)),
            ("gap", Value(train.Cv.Gap)),
        ])),
        ("evaluate", Filled([("explain", train.Evaluate.Explain is { } explain ? Value(explain) : null)])),
    ]);

    static YamlNode Model(ModelSpec model) => model.Parameters.Count == 0
        ? Value(model.Name)!
        : Map([(model.Name, Map(model.Parameters.Select(p => (p.Key, (YamlNode?)(Value(p.Value) ?? Nothing)))))]);

    static YamlNode Fill(MissingSpec fill) => fill.Constant is null ? Value(fill.Strategy)! : Map([(fill.Strategy, Value(fill.Constant))]);

    static YamlNode? Texts(ImmutableArray<string> texts) => texts.Length == 0 ? null : Value(texts);

    static YamlNode? Value(object? value) => value switch
    {
        null => null,
        string text => new YamlScalar(text, IsQuoted: true, IsVerbatim: false, default),
        bool flag => Plain(flag ? "true" : "false"),
        int or long => Plain(FormattableString.Invariant($"{value}")),
        double number => Plain(CoreSchema.Spell(number)),
        IReadOnlyDictionary<string, object?> map => Map(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, (YamlNode?)(Value(p.Value) ?? Nothing)))),
        IEnumerable list => new YamlList([.. list.Cast<object?>().Select(item => Value(item) ?? Nothing)], default),
        _ => throw new ArgumentException($"A {value.GetType().Name} has no place in a file.", nameof(value)),
    };

    static YamlScalar Nothing => Plain("null");

    static YamlScalar Plain(string text) => new(text, IsQuoted: false, IsVerbatim: false, default);

    static YamlMap? Filled(IEnumerable<(string Key, YamlNode? Value)> entries) => Map(entries) is { Entries.Length: > 0 } map ? map : null;

    static YamlMap Map(IEnumerable<(string Key, YamlNode? Value)> entries) =>
        new([.. entries.Where(e => e.Value is not null).Select(e => new YamlEntry(e.Key, default, e.Value!))], default);
}
