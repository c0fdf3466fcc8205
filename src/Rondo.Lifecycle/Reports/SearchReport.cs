using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Reports;

/// <summary>How the parameters were searched.</summary>
public sealed record SearchReport
{
    /// <summary>grid, random or bayesian.</summary>
    public required string Search { get; init; }

    public ImmutableArray<TrialRow> Trials { get; init; } = [];

    /// <summary>Which parameters decided, by model; the shares of a model add up to 1.</summary>
    public ImmutableArray<ParameterImportance> Importances { get; init; } = [];

    /// <summary>The models that predict together, heaviest first; empty when one predicts alone.</summary>
    public ImmutableArray<EnsembleMember> Ensemble { get; init; } = [];

    /// <summary>Whether time ran out before all trials were done; then <see cref="Replay"/> repeats the run.</summary>
    public bool HasMetDeadline { get; init; }

    /// <summary>The numbers of the finished trials, for <c>train.tune.replay</c>; empty when the file alone repeats the run.</summary>
    public ImmutableArray<int> Replay { get; init; } = [];

    /// <summary>Those of them that there was time to fit on all training rows, for <c>train.tune.refit</c>; null for all that the model is made of.</summary>
    public ImmutableArray<int>? Refit { get; init; }

    /// <summary>The whole search judged by outer folds, where that was asked for.</summary>
    public FoldScores? Nested { get; init; }
}

/// <summary>A trial of the search.</summary>
/// <param name="State">completed, pruned or failed.</param>
/// <param name="Score">The metric's mean over the folds; of a pruned trial over those that it was given.</param>
public sealed record TrialRow(int Number, string Model, JsonObject Params, string State, double? Score, double Seconds, string? Message = null);

public sealed record ParameterImportance(string Model, string Parameter, double Share);

public sealed record EnsembleMember(string Model, JsonObject Params, double Weight);
