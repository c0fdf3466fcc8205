using System.Collections.Frozen;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;

namespace Rondo.Lifecycle.Reports;

/// <summary>Numbers as a person reads them: as many digits as mean something, in one form everywhere.</summary>
public static class Figures
{
    public const string Undefined = "–";

    static readonly CultureInfo _invariant = CultureInfo.InvariantCulture;

    static readonly FrozenDictionary<string, string> _labels = new Dictionary<string, string>
    {
        ["rmse"] = "RMSE",
        ["mse"] = "MSE",
        ["mae"] = "MAE",
        ["r2"] = "R²",
        ["mape"] = "MAPE",
        ["accuracy"] = "Accuracy",
        ["precision"] = "Precision",
        ["recall"] = "Recall",
        ["f1"] = "F1",
        ["roc_auc"] = "ROC-AUC",
        ["pr_auc"] = "PR-AUC",
        ["log_loss"] = "Log loss",
        ["brier"] = "Brier score",
        ["ece"] = "Calibration error",
        ["silhouette"] = "Silhouette",
        ["davies_bouldin"] = "Davies-Bouldin index",
        ["ari"] = "Adjusted Rand index",
        ["latency_p99_ms"] = "Latency p99, ms",
        ["model_size_mb"] = "Model size, MB",
    }.ToFrozenDictionary();

    static readonly PartCatalog _metrics = new(typeof(IMetric).Assembly);

    static readonly FrozenSet<string> _withinOne =
        FrozenSet.Create("r2", "mape", "accuracy", "precision", "recall", "f1", "roc_auc", "pr_auc", "log_loss", "brier", "ece", "silhouette", "ari");

    public static string Label(string metric) => _labels.GetValueOrDefault(metric, metric);

    /// <summary>Whether it is a metric of ours, so that its direction is known.</summary>
    public static bool IsKnown(string metric) => _metrics.Find<IMetric>(metric) is not null;

    /// <summary>What isn't a metric of predictions (latency, size, cost) is better when there is less of it.</summary>
    public static bool MoreIsBetter(string metric) =>
        _metrics.Find<IMetric>(metric) is not null && _metrics.Create<IMetric>(metric).HigherIsBetter;

    public static bool IsBetter(string metric, double value, double than) => MoreIsBetter(metric) ? value > than : value < than;

    /// <summary>Four decimals for metrics around one, four significant digits for those in the target's unit.</summary>
    public static string Metric(string metric, double? value) => value switch
    {
        null or double.NaN => Undefined,
        { } v when _withinOne.Contains(metric) && Math.Abs(v) < 100 => v.ToString("0.0000", _invariant),
        { } v => Number(v),
    };

    /// <summary>A metric in a sentence: a digit less.</summary>
    public static string Short(string metric, double value) =>
        _withinOne.Contains(metric) && Math.Abs(value) < 100 ? value.ToString("0.000", _invariant) : Metric(metric, value);

    /// <summary>The interval of a metric, or null when there is none.</summary>
    public static string? Between(MetricReport metric) =>
        metric.Interval is { } i ? $"{Metric(metric.Name, i.Low)} to {Metric(metric.Name, i.High)}" : null;

    public static string Bound(string metric, double bound) =>
        (MoreIsBetter(metric) ? "at least " : "at most ") + bound.ToString("#,0.######", _invariant);

    public static string Number(double value)
    {
        if (!double.IsFinite(value)) return Undefined;
        var size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= 1e9 or < 1e-4 => value.ToString("0.###e+0", _invariant),
            >= 1000 => value.ToString("#,0", _invariant),
            >= 100 => value.ToString("0.0", _invariant),
            >= 10 => value.ToString("0.00", _invariant),
            >= 1 => value.ToString("0.000", _invariant),
            _ => value.ToString("0.0000##", _invariant),
        };
    }

    /// <summary>Three digits are enough for a speed.</summary>
    public static string Rate(double value) =>
        Math.Abs(value) is >= 0.001 and < 999 ? value.ToString("G3", _invariant) : Number(value);

    public static string Count(long value) => value.ToString("N0", _invariant);

    public static string Share(double part, double of)
    {
        if (of == 0) return Undefined;
        var share = part / of;
        return share is > 0 and < 0.001 ? "<0.1%" : share.ToString("0.0%", _invariant);
    }

    public static string Seconds(double seconds) => seconds switch
    {
        double.NaN => Undefined,
        < 0.0005 => "0 s",
        < 0.1 => (seconds * 1000).ToString("0", _invariant) + " ms",
        < 10 => seconds.ToString("0.00", _invariant) + " s",
        < 120 => seconds.ToString("0.0", _invariant) + " s",
        < 7200 => string.Create(_invariant, $"{(int)(seconds / 60)} min {(int)(seconds % 60):00} s"),
        _ => string.Create(_invariant, $"{(int)(seconds / 3600)} h {(int)(seconds / 60) % 60:00} min"),
    };

    public static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", _invariant);
}
