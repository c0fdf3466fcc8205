using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>The section <c>train</c>: which models, and how they are compared.</summary>
public sealed class TrainWords : SectionWords<TrainWords>
{
    public TrainWords Metric(string metric) => Put(metric, "metric");

    /// <summary>Models with their parameters; see <see cref="Model"/>.</summary>
    public TrainWords Models(params ModelSpec[] models) => Put(models.Select(SpecTree.Model), "models");

    /// <summary>Models by name, or <c>auto</c> alone to search within a budget of time.</summary>
    public TrainWords Models(params string[] names) => names is ["auto"] ? Put("auto", "models") : Put(names, "models");

    /// <param name="strategy">k_fold, stratified, group, time_series or holdout.</param>
    /// <param name="folds">Parts that the training rows are dealt into.</param>
    /// <param name="repeats">How often they are dealt anew.</param>
    /// <param name="gap">Rows, or a span of time such as 30d, left out between training and validation.</param>
    /// <param name="nested">Outer folds that judge the whole search.</param>
    [Word("cv")]
    public TrainWords CrossValidate(string? strategy = null, int? folds = null, int? repeats = null, object? gap = null, int? nested = null) =>
        PutGiven("cv", ("strategy", strategy), ("folds", folds), ("repeats", repeats), ("gap", gap), ("nested", nested));

    /// <param name="search">A word of <see cref="Search"/>.</param>
    /// <param name="trials">Sets of parameters to try.</param>
    /// <param name="timeout">A span of time such as 5m, after which no trial goes on.</param>
    /// <param name="pruner">What ends hopeless trials early.</param>
    public TrainWords Tune(string? search = null, int? trials = null, string? timeout = null, string? pruner = null) =>
        PutGiven("tune", ("search", search), ("trials", trials), ("timeout", timeout), ("pruner", pruner));

    public TrainWords Tune(Func<TuneWords, TuneWords> say) => Nested("tune", say);

    /// <param name="calibration">auto, none, or the name of a calibration.</param>
    public TrainWords Calibrate(string calibration) => Put(calibration, "calibrate");

    /// <param name="rule">A metric to be best in, or min_cost.</param>
    public TrainWords Threshold(string rule) => Put(rule, "threshold");

    public TrainWords Threshold(double probability) => Put(probability, "threshold");

    public TrainWords Evaluate(Func<EvaluateWords, EvaluateWords> say) => Nested("evaluate", say);
}
