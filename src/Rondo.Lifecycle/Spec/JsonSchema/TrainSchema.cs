using System.Text.Json.Nodes;
using Rondo.Define;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Spec.JsonSchema;

/// <summary>The schema of the section <c>train</c>: algorithms, searches and calibrations with their parameters come from the catalog.</summary>
static class TrainSchema
{
    public const string Duration = @"^([0-9]+(\.[0-9]*)?|\.[0-9]+)[smhdw]$";

    private const string RecallAt = @"^recall_at_precision\([0-9.eE+-]+\)$";

    public static JsonObject Of(PartCatalog parts) => Rule.Section(
        ("metric", Metric().Says("The metric by which models are compared.")),
        ("models", Rule.Any(Rule.Word("auto"), Rule.List(PartSchema.OneOf(parts, "algorithm"), min: 1)).Says("The algorithms to try, by name or with parameters; `auto` searches several families within a budget.")),
        ("cv", Folds()),
        ("tune", Rule.Any(Rule.Word("none"), Tune(parts)).Says("How parameters are searched.")),
        ("calibrate", Rule.Word(["auto", "none", .. Names(parts, "calibration")]).Says("Whether probabilities are made honest, and how.")),
        ("threshold", Rule.Any(Rule.Share(), Rule.Word(["min_cost", .. ThresholdWords.Metrics]), Rule.Pattern(RecallAt)).Says("From which probability on the positive class is predicted: a number, a metric to be best in, or min_cost.")),
        ("evaluate", Evaluate())).Says("Which models are tried, how they are compared, and what is found out about the best one.");

    static IEnumerable<string> Names(PartCatalog parts, string kind) => parts.OfKind(kind).Select(p => p.Name);

    static JsonObject Metric() => Rule.Word(MetricWords.Predictive.Select(m => m.Name));

    static JsonObject Folds() => Rule.Section(
        ("strategy", Rule.Word(SpecWords.Folds).Says("How training rows are divided into folds.")),
        ("folds", Rule.Whole(2, 100).Says("How many.")),
        ("repeats", Rule.Whole(1, 100).Says("How many times, each with other folds.")),
        ("gap", Rule.Any(Rule.Whole(0, int.MaxValue), Rule.Pattern(Duration)).Says("Rows, or a span of time such as 30d, left out between training and validation.")),
        ("nested", Rule.Whole(2, 20).Says("Outer folds that judge the whole search, tuning included."))).Says("How models are judged on training rows.");

    static JsonObject Tune(PartCatalog parts) => Rule.Section(
        ("search", Rule.Word(Names(parts, "search").Append("none").Distinct()).Says("How the next parameters to try are chosen.")),
        ("trials", Rule.Whole(1, 100_000).Says("How many sets of parameters are tried.")),
        ("timeout", Rule.Pattern(Duration).Says("A span of time such as 5m, after which no trial goes on.")),
        ("pruner", Rule.Word(Names(parts, "pruner")).Says("How hopeless trials end early.")),
        ("space", Rule.Section([.. parts.OfKind("algorithm").SelectMany(a => a.Parameters.Select(p => ($"{a.Name}.{p.Name}", Range(p))))]).Says("The range of each searched parameter: loguniform(0.01, 0.3), int(3, 10), or a list of values.")),
        ("replay", Trials().Says("Only these trials are run: those that finished in an earlier run with a timeout.")),
        ("refit", Trials().Says("Of the replayed trials those that are fitted on all training rows.")));

    static JsonObject Trials() => Rule.List(Rule.Whole(0, int.MaxValue - 1));

    static JsonObject Range(ParamInfo parameter) => Rule.Any(
        Rule.Pattern(@"^\s*(uniform|loguniform|int|logint|choice)\s*\(.+\)\s*$"),
        Rule.List(PartSchema.Value(parameter), min: 1),
        PartSchema.Value(parameter).With("not", new JsonObject { ["type"] = "string" })).Says(parameter.Attribute.Summary);

    static JsonObject Evaluate() => Rule.Section(
        ("explain", Rule.OneOrMore(Rule.Word(SpecWords.Explanations)).Says("How the best model is explained.")),
        ("slices", Rule.OneOrMore(Rule.Text()).Says("Columns whose values are judged one by one.")),
        ("fairness", Rule.Section(
            ("by", Rule.Text().Says("The column of groups.")),
            ("metric", Metric().Says("What is compared between groups.")),
            ("ratio", Rule.Share().Says("The worst group's value must be at least this share of the best group's."))).Needs("by", "metric").Says("Whether groups are served alike.")),
        ("intervals", Rule.Share().Says("The probability with which prediction intervals should hold the truth.")),
        ("learning_curve", Rule.Flag().Says("Whether the best model is fitted on fewer rows, to see what more would bring."))).Says("What is found out about the best model.");
}
