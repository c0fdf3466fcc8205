using System.Collections.Immutable;

namespace Rondo.Train.Tune;

/// <summary>What a study does.</summary>
public sealed record TunePlan(ImmutableArray<SearchSpace> Spaces, ISearch Search)
{
    public IPruner Pruner { get; init; } = new NoPruner();

    /// <summary>Trials in all, unless the search itself knows; defaults and <see cref="First"/> count, and are run even if they are more.</summary>
    public int Trials { get; init; } = 20;

    public ulong Seed { get; init; }

    public bool HigherIsBetter { get; init; }

    /// <summary>Processor threads that all trials share.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Trials that are suggested together, without knowing each other's outcomes. The outcome of a study depends on it, and not on the threads.</summary>
    public int Batch { get; init; } = 4;

    /// <summary>Tried right after the models' defaults.</summary>
    public ImmutableArray<Suggestion> First { get; init; } = [];

    /// <summary>No trial starts after this moment, and those that run are cancelled.</summary>
    public DateTimeOffset? Deadline { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Runs the trials with these numbers alone: what a study with a deadline finished. The deadline is not looked at.</summary>
    public ImmutableHashSet<int>? Replay { get; init; }
}
