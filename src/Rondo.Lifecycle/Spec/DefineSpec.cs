using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Train.Judge;

namespace Rondo.Lifecycle.Spec;

/// <summary>The section <c>define</c>: what is to be predicted, and how well.</summary>
public sealed record DefineSpec
{
    public string? Question { get; init; }

    public string? Hypothesis { get; init; }

    public string? Owner { get; init; }

    public TaskKind? Task { get; init; }

    /// <summary>What is to be predicted. Clustering predicts nothing: there it is the label that judges the clusters, or null.</summary>
    public required TargetSpec? Target { get; init; }

    /// <summary>The class whose probability a binary model gives.</summary>
    public string? Positive { get; init; }

    public string? Baseline { get; init; }

    /// <summary>What wrong predictions of a binary task cost.</summary>
    public CostSpec? Costs { get; init; }

    /// <summary>Null when not given; empty when nothing is asked of the model.</summary>
    public ImmutableArray<BoundSpec>? Success { get; init; }
}

/// <summary>A column, or a name for the value of an expression over columns.</summary>
public sealed record TargetSpec(string Name, string? Expression = null);

/// <summary>The cost of predicting the positive class wrongly, and of missing it.</summary>
public sealed record CostSpec(double FalsePositive, double FalseNegative)
{
    /// <summary>The same as the judge takes it: right answers cost nothing.</summary>
    public CostMatrix Matrix => new(FalsePositive, FalseNegative);
}

/// <summary>A bound in the metric's good direction.</summary>
public sealed record BoundSpec(string Metric, double Bound);
