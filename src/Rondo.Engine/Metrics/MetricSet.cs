using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>All metrics for a task, by name: the engine's, and those of plugins.</summary>
public static class MetricSet
{
    // The order of the contract, for tables; metrics that it does not name follow by name.
    private static readonly string[] Order =
    [
        "rmse", "mse", "mae", "r2", "mape", "accuracy", "precision", "recall", "f1", "roc_auc", "pr_auc", "log_loss", "brier", "ece",
        "silhouette", "davies_bouldin", "ari",
    ];

    private static readonly PluginAware<PartCatalog> s_catalog = new(plugins => new PartCatalog([typeof(MetricSet).Assembly, .. plugins]));

    public static IReadOnlyList<IMetric> For(TaskKind task)
    {
        var catalog = s_catalog.Value;
        return [.. catalog.OfKind("metric").Select(p => catalog.Create<IMetric>(p.Name)).Where(m => m.Fits(task)).OrderBy(Rank)];
    }

    /// <summary>A metric by its name; null when there is none.</summary>
    public static IMetric? Find(string name) => s_catalog.Value.OfKind("metric").Any(p => p.Name == name) ? s_catalog.Value.Create<IMetric>(name) : null;

    /// <summary>Every metric of the task in the contract's order, with its value or the reason for none.</summary>
    public static IReadOnlyList<(string Name, MetricValue Value)> Compute(Scored scored) =>
        [.. For(scored.Target.Task).Select(m => (PartCatalog.NameOf(m), m.Compute(scored)))];

    static int Rank(IMetric metric) => Array.IndexOf(Order, PartCatalog.NameOf(metric)) is >= 0 and var i ? i : Order.Length;
}
