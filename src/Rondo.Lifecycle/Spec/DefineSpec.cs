using System.Collections.Immutable;
using Rondo.Engine.Algorithms;

namespace Rondo.Lifecycle.Spec;

/// <summary>The section <c>define</c>: what is to be predicted, and how well.</summary>
public sealed record DefineSpec
{
    public string? Question { get; init; }

    public string? Hypothesis { get; init; }

    public string? Owner { get; init; }

    public TaskKind? Task { get; init; }

    public required TargetSpec Target { get; init; }

    /// <summary>The class whose probability a binary model gives.</summary>
    public string? Positive { get; init; }

    public string? Baseline { get; init; }

    /// <summary>Null when not given; empty when nothing is asked of the model.</summary>
    public ImmutableArray<BoundSpec>? Success { get; init; }
}

/// <summary>A column, or a name for the value of an expression over columns.</summary>
public sealed record TargetSpec(string Name, string? Expression = null);

/// <summary>A bound in the metric's good direction.</summary>
public sealed record BoundSpec(string Metric, double Bound);
