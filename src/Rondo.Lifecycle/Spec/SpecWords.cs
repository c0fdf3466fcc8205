using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Transforms;

namespace Rondo.Lifecycle.Spec;

/// <summary>The words that keys of a lifecycle file choose from, for readers and for the JSON Schema. Names of parts are in the catalog.</summary>
static class SpecWords
{
    public static readonly string[] Tasks = ["regression", "binary", "multiclass", "clustering"];

    public static readonly string[] Baselines = ["median", "mean", "prior", "one_rule"];

    public static readonly string[] Duplicates = ["drop", "drop_near", "keep"];

    public static readonly string[] Fills = ["auto", "mean", "median", "mode", "knn", "indicator", "constant"];

    public static readonly string[] Outliers = ["none", "z", "iqr", "quantile_clip"];

    public static readonly string[] Encodings = ["one_hot", "ordinal", "binary", "hashing", "target", "frequency"];

    public static readonly string[] Scalers = ["standard", "min_max", "robust", "max_abs", "power", "quantile", "normalizer", "log"];

    public static readonly string[] Dates = ["parts", "cyclic", "epoch", "none"];

    public static readonly string[] Calendars = [.. Enum.GetValues<HolidayCalendar>().Where(c => c != HolidayCalendar.None).Select(c => PartCatalog.SnakeCase(c.ToString()))];

    public static readonly string[] Selections = ["correlation", "mutual_information", "l1", "rfe"];

    public static readonly string[] Splits = ["random", "stratified", "time", "hash", "column"];

    public static readonly string[] Balances = ["none", "class_weight"];

    public static readonly string[] OnLeak = ["error", "warn", "off"];

    public static readonly string[] Folds = ["k_fold", "stratified", "group", "time_series", "holdout"];

    public static readonly string[] Explanations = ["permutation", "shap", "partial_dependence"];

    /// <summary>The steps after training.</summary>
    public static readonly ImmutableArray<string> Later = ["deploy", "observe", "experiment", "retrain"];

    /// <summary>What of them is in force; the rest is kept, and said to be idle.</summary>
    public static readonly ImmutableArray<string> InForce =
    [
        "deploy.rest", "deploy.batch", "observe.log", "observe.mask", "observe.labels", "observe.estimate", "observe.drift", "observe.performance", "observe.alerts",
        "experiment.name", "experiment.mode", "experiment.control", "experiment.treatment", "experiment.unit", "experiment.split", "experiment.segments", "experiment.ramp", "experiment.duration", "experiment.window", "experiment.floor", "experiment.delay",
        "experiment.goal", "experiment.guardrails", "experiment.decide", "experiment.then", "retrain.when", "retrain.quiet", "retrain.window", "retrain.gate", "retrain.then", "retrain.memory",
    ];
}
