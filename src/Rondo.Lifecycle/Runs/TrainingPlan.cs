using System.Collections.Immutable;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Spec;
using Rondo.Train.CrossValidation;
using Rondo.Train.Leaderboard;
using Rondo.Train.Tune;

namespace Rondo.Lifecycle.Runs;

/// <summary>A model of the file: its space, and the candidate that given values of its parameters make.</summary>
/// <param name="Space">Its <c>Model</c> is a label of its own, for a file may name an algorithm twice.</param>
public sealed record ModelEntry(SearchSpace Space, Func<IReadOnlyDictionary<string, object?>, Candidate> CandidateOf)
{
    public string Label => Space.Model;
}

/// <summary>Who takes part, how they are compared, and what is wanted to know.</summary>
public sealed record TrainingPlan
{
    /// <summary>Measured first, so that even a cancelled run has something to compare with.</summary>
    public required IReadOnlyList<Candidate> Baselines { get; init; }

    public required ImmutableArray<ModelEntry> Models { get; init; }

    public required IReadOnlyList<Fold> Folds { get; init; }

    public required IMetric Metric { get; init; }

    public required ISearch Search { get; init; }

    public required IPruner Pruner { get; init; }

    public required int Trials { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>What training may take in all; null when only the number of trials bounds it.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>The trials to run, of a run that had a budget; null for all.</summary>
    public ImmutableHashSet<int>? Replay { get; init; }

    /// <summary>The trials that are fitted on all training rows when they are replayed; null for all.</summary>
    public ImmutableHashSet<int>? Refit { get; init; }

    /// <summary>The trials that the best is chosen from when a run that was cancelled is replayed; null for a run that comes to its end.</summary>
    public ImmutableHashSet<int>? Kept { get; init; }

    /// <summary>Whether the candidates may be put together.</summary>
    public bool IsAuto { get; init; }

    public required TrainSpec Spec { get; init; }

    public CostSpec? Costs { get; init; }
}
