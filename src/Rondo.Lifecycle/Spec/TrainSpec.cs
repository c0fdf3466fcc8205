using System.Collections.Immutable;

namespace Rondo.Lifecycle.Spec;

/// <summary>The section <c>train</c>: which models, and how they are compared.</summary>
public sealed record TrainSpec
{
    public string? Metric { get; init; }

    /// <summary>Empty when not given.</summary>
    public ImmutableArray<ModelSpec> Models { get; init; } = [];

    /// <summary>Whether models are searched for within a budget of time: <c>models: auto</c>.</summary>
    public bool IsAuto { get; init; }

    public CrossValidationSpec Cv { get; init; } = new();

    public TuneSpec Tune { get; init; } = new();

    /// <summary>auto, none, or the name of a calibration.</summary>
    public string? Calibrate { get; init; }

    /// <summary>A probability, a metric to be best in, or min_cost.</summary>
    public string? Threshold { get; init; }

    public EvaluateSpec Evaluate { get; init; } = new();
}

/// <summary>An algorithm's name and the parameters given: numbers, booleans, text, lists and mappings of them.</summary>
public sealed record ModelSpec(string Name, ImmutableSortedDictionary<string, object?> Parameters)
{
    public ModelSpec(string name)
        : this(name, NoParameters) { }

    public static ImmutableSortedDictionary<string, object?> NoParameters { get; } =
        ImmutableSortedDictionary.Create<string, object?>(StringComparer.Ordinal);
}

/// <summary>The section <c>train.cv</c>.</summary>
public sealed record CrossValidationSpec
{
    /// <summary>k_fold, stratified, time_series or holdout (of one part in <see cref="Folds"/>).</summary>
    public string? Strategy { get; init; }

    public int? Folds { get; init; }

    public int? Repeats { get; init; }

    /// <summary>Rows, or a span of time such as 30d, left out between training and validation of time_series.</summary>
    public string? Gap { get; init; }

    /// <summary>Outer folds that judge the whole search, tuning included; null for none.</summary>
    public int? Nested { get; init; }
}

/// <summary>The section <c>train.evaluate</c>.</summary>
public sealed record EvaluateSpec
{
    /// <summary>permutation, shap, partial_dependence; null when not given.</summary>
    public ImmutableArray<string>? Explain { get; init; }

    /// <summary>Columns whose values are judged one by one.</summary>
    public ImmutableArray<string> Slices { get; init; } = [];

    public FairnessSpec? Fairness { get; init; }

    /// <summary>The probability with which prediction intervals should hold the truth; null for no intervals.</summary>
    public double? Intervals { get; init; }

    public bool? LearningCurve { get; init; }
}

/// <summary>The section <c>train.evaluate.fairness</c>: the worst group's metric must be at least this share of the best group's.</summary>
public sealed record FairnessSpec(string By, string Metric, double Ratio);

/// <summary>The section <c>train.tune</c>.</summary>
public sealed record TuneSpec
{
    /// <summary>The name of a search, or none.</summary>
    public string? Search { get; init; }

    public int? Trials { get; init; }

    /// <summary>A span of time such as 5m, after which no trial goes on.</summary>
    public string? Timeout { get; init; }

    /// <summary>The name of a pruner.</summary>
    public string? Pruner { get; init; }

    /// <summary>Parameter, as <c>algorithm.parameter</c>, to a range such as <c>loguniform(0.01, 0.3)</c>, or a list of values.</summary>
    public ImmutableSortedDictionary<string, object> Space { get; init; } =
        ImmutableSortedDictionary.Create<string, object>(StringComparer.Ordinal);

    /// <summary>Only these trials are run: those that finished in an earlier run with a timeout.</summary>
    public ImmutableArray<int>? Replay { get; init; }

    /// <summary>Of the replayed trials those that are fitted on all training rows; null for all of them.</summary>
    public ImmutableArray<int>? Refit { get; init; }
}
