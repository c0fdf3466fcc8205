using System.Collections.Immutable;
using System.Globalization;
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

    /// <summary>The mean cost of a row by <c>define.costs</c>.</summary>
    public const string Cost = "cost";

    private static readonly ImmutableArray<TaskKind> s_tasks = [TaskKind.Regression, TaskKind.Binary, TaskKind.Multiclass, TaskKind.Clustering];

    private static readonly PluginAware<ImmutableArray<MetricWord>> s_predictive = new(_ =>
    [
        .. s_tasks.SelectMany(MetricSet.For).DistinctBy(PartCatalog.NameOf)
            .Select(m => new MetricWord(PartCatalog.NameOf(m), m.HigherIsBetter, [.. s_tasks.Where(m.Fits)])),
    ]);

    /// <summary>The metrics of predictions, in the order of reports.</summary>
    public static ImmutableArray<MetricWord> Predictive => s_predictive.Value;

    /// <summary>What a criterion may bound besides: the cost of serving, and the distance to the baseline.</summary>
    public static ImmutableArray<MetricWord> Other { get; } =
    [
        new("latency_p99_ms", HigherIsBetter: false, s_tasks),
        new("model_size_mb", HigherIsBetter: false, s_tasks),
        new(Cost, HigherIsBetter: false, [TaskKind.Binary]),
        new("cost_per_customer", HigherIsBetter: false, [TaskKind.Binary]),
        new(BeatsBaseline, HigherIsBetter: true, s_tasks),
    ];

    /// <summary>A metric by its name; <c>recall_at_precision(0.5)</c> is one for each precision.</summary>
    public static MetricWord? Find(string name) => Predictive.Concat(Other).FirstOrDefault(word => word.Name == name)
        ?? (PrecisionOf(name) is null ? null : new MetricWord(name, HigherIsBetter: true, [TaskKind.Binary]));

    public static bool IsCost(string name) => name is Cost or "cost_per_customer";

    /// <summary>The precision that <c>recall_at_precision(p)</c> asks for; null when the name is another.</summary>
    public static double? PrecisionOf(string name)
    {
        const string stem = "recall_at_precision(";
        if (!name.StartsWith(stem, StringComparison.Ordinal) || !name.EndsWith(')')) return null;
        return double.TryParse(name.AsSpan(stem.Length, name.Length - stem.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var precision) && precision is > 0 and <= 1
            ? precision : null;
    }
}
