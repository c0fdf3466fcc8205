using System.Collections.Immutable;

namespace Rondo.Lifecycle.Spec;

/// <summary>The section <c>train</c>: which models, and how they are compared.</summary>
public sealed record TrainSpec
{
    public string? Metric { get; init; }

    /// <summary>Empty when not given.</summary>
    public ImmutableArray<ModelSpec> Models { get; init; } = [];

    public CrossValidationSpec Cv { get; init; } = new();

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

    /// <summary>Rows left out between training and validation of time_series.</summary>
    public int? Gap { get; init; }
}

/// <summary>The section <c>train.evaluate</c>.</summary>
public sealed record EvaluateSpec
{
    /// <summary>permutation; null when not given.</summary>
    public ImmutableArray<string>? Explain { get; init; }
}
