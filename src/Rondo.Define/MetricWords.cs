using System.Collections.Immutable;
using Rondo.Engine.Algorithms;

namespace Rondo.Define;

/// <summary>A metric that a file may name: which way is good, the range that a bound may lie in, and the tasks it is defined for.</summary>
public sealed record MetricWord(string Name, bool HigherIsBetter, double Min, double Max, ImmutableArray<TaskKind> Tasks)
{
    /// <summary>The distance from perfect: the value itself, or what is left to 1 where higher is better.</summary>
    public double Error(double value) => HigherIsBetter ? 1 - value : value;
}

/// <summary>The metrics that success criteria and the choice of a model can use.</summary>
public static class MetricWords
{
    /// <summary>The share of the baseline's error that a model must do away with.</summary>
    public const string BeatsBaseline = "beats_baseline";

    private static readonly ImmutableArray<TaskKind> s_regression = [TaskKind.Regression];
    private static readonly ImmutableArray<TaskKind> s_classes = [TaskKind.Binary, TaskKind.Multiclass];
    private static readonly ImmutableArray<TaskKind> s_all = [TaskKind.Regression, TaskKind.Binary, TaskKind.Multiclass];

    /// <summary>Metrics of predictions, in the order of reports.</summary>
    public static ImmutableArray<MetricWord> Predictive { get; } =
    [
        new("rmse", false, 0, double.MaxValue, s_regression),
        new("mse", false, 0, double.MaxValue, s_regression),
        new("mae", false, 0, double.MaxValue, s_regression),
        new("r2", true, double.MinValue, 1, s_regression),
        new("mape", false, 0, double.MaxValue, s_regression),
        new("accuracy", true, 0, 1, s_classes),
        new("precision", true, 0, 1, s_classes),
        new("recall", true, 0, 1, s_classes),
        new("f1", true, 0, 1, s_classes),
        new("roc_auc", true, 0, 1, s_classes),
        new("pr_auc", true, 0, 1, s_classes),
        new("log_loss", false, 0, double.MaxValue, s_classes),
        new("brier", false, 0, 2, s_classes),
        new("ece", false, 0, 1, s_classes),
    ];

    /// <summary>What a criterion may bound besides: the cost of serving, and the distance to the baseline.</summary>
    public static ImmutableArray<MetricWord> Other { get; } =
    [
        new("latency_p99_ms", false, 0, double.MaxValue, s_all),
        new("model_size_mb", false, 0, double.MaxValue, s_all),
        new(BeatsBaseline, true, 0, 1, s_all),
    ];

    public static MetricWord? Find(string name)
    {
        foreach (var word in Predictive)
            if (word.Name == name) return word;
        foreach (var word in Other)
            if (word.Name == name) return word;
        return null;
    }
}
