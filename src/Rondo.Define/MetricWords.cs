using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;

namespace Rondo.Define;

/// <summary>A metric that a file may name, as criteria and choices need it.</summary>
/// <param name="Tasks">The tasks that it is defined for.</param>
public sealed record MetricWord(string Name, bool HigherIsBetter, ImmutableArray<TaskKind> Tasks)
{
    // Scores end at 1, errors begin at 0.
    public double Min => HigherIsBetter ? double.NegativeInfinity : 0;

    public double Max => HigherIsBetter ? 1 : double.PositiveInfinity;

    /// <summary>The distance from perfect: the value itself, or what is left to 1 where higher is better.</summary>
    public double Error(double value) => HigherIsBetter ? 1 - value : value;
}

/// <summary>The metrics that success criteria and the choice of a model can use.</summary>
public static class MetricWords
{
    /// <summary>The share of the baseline's error that a model must do away with.</summary>
    public const string BeatsBaseline = "beats_baseline";

    private static readonly ImmutableArray<TaskKind> s_tasks = [.. Enum.GetValues<TaskKind>()];

    /// <summary>The engine's metrics of predictions, in the order of reports.</summary>
    public static ImmutableArray<MetricWord> Predictive { get; } =
    [
        .. s_tasks.SelectMany(MetricSet.For).DistinctBy(PartCatalog.NameOf)
            .Select(m => new MetricWord(PartCatalog.NameOf(m), m.HigherIsBetter, [.. s_tasks.Where(m.Fits)])),
    ];

    /// <summary>What a criterion may bound besides: the cost of serving, and the distance to the baseline.</summary>
    public static ImmutableArray<MetricWord> Other { get; } =
    [
        new("latency_p99_ms", HigherIsBetter: false, s_tasks),
        new("model_size_mb", HigherIsBetter: false, s_tasks),
        new(BeatsBaseline, HigherIsBetter: true, s_tasks),
    ];

    public static MetricWord? Find(string name) => Predictive.Concat(Other).FirstOrDefault(word => word.Name == name);
}
