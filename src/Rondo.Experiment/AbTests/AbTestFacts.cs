using System.Collections.Immutable;
using Rondo.Experiment.Challengers;

namespace Rondo.Experiment.AbTests;

/// <summary>Everything that a decision rests on.</summary>
/// <param name="Versions">Of each arm, by its name.</param>
public sealed record AbTestFacts(DateTimeOffset Now, DateTimeOffset Started, ImmutableDictionary<string, int> Versions)
{
    /// <summary>When the last shares were given; earlier of a test without a ramp.</summary>
    public bool IsRampOver { get; init; } = true;

    /// <summary>Of each treatment, by outcomes of units or losses of separate units.</summary>
    public ImmutableArray<Effect> Effects { get; init; } = [];

    /// <summary>Of each shadow, by losses of the same units.</summary>
    public ImmutableArray<(string Arm, PairedLosses Losses)> Pairs { get; init; } = [];

    /// <summary>Guardrails that gave way: the arm, and what was seen against what is allowed.</summary>
    public ImmutableArray<(string Arm, string What)> Breaches { get; init; } = [];

    /// <summary>The p-value of the arms' sizes when they don't match their shares; null when they do.</summary>
    public double? MismatchPValue { get; init; }

    /// <summary>Units that each of two equal arms needs; null while nobody knows.</summary>
    public double? UnitsNeeded { get; init; }

    /// <summary>Units seen in the smallest arm.</summary>
    public int UnitsSeen { get; init; }
}
