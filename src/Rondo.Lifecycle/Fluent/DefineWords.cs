using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Fluent;

/// <summary>The section <c>define</c>: what is to be predicted, and how well.</summary>
public sealed class DefineWords : SectionWords<DefineWords>
{
    public DefineWords Question(string question) => Put(question, "question");

    public DefineWords Hypothesis(string hypothesis) => Put(hypothesis, "hypothesis");

    public DefineWords Owner(string owner) => Put(owner, "owner");

    /// <param name="task">regression, binary, multiclass or clustering.</param>
    public DefineWords Task(string task) => Put(task, "task");

    public DefineWords Task(TaskKind task) => Task(PartCatalog.SnakeCase(task.ToString()));

    public DefineWords Target(string column) => Put(column, "target");

    /// <summary>A name for the value of an expression over columns.</summary>
    public DefineWords Target([Key] string name, string expression) => Put(expression, "target", name);

    /// <summary>The class whose probability a binary model gives.</summary>
    public DefineWords Positive(string value) => Put(value, "positive");

    /// <param name="baseline">median, mean, prior or one_rule.</param>
    public DefineWords Baseline(string baseline) => Put(baseline, "baseline");

    /// <summary>What wrong predictions of a binary task cost.</summary>
    public DefineWords Costs(double falsePositive, double falseNegative) => PutGiven("costs", ("false_positive", falsePositive), ("false_negative", falseNegative));

    /// <summary>Bounds in each metric's good direction: at most an error, at least a score.</summary>
    public DefineWords Success(
        double? rmse = null, double? mse = null, double? mae = null, double? r2 = null, double? mape = null,
        double? accuracy = null, double? precision = null, double? recall = null, double? f1 = null,
        double? rocAuc = null, double? prAuc = null, double? logLoss = null, double? brier = null, double? ece = null,
        double? silhouette = null, double? daviesBouldin = null, double? ari = null,
        double? latencyP99Ms = null, double? modelSizeMb = null, double? cost = null, double? costPerCustomer = null, double? beatsBaseline = null) =>
        PutGiven("success",
            ("rmse", rmse), ("mse", mse), ("mae", mae), ("r2", r2), ("mape", mape),
            ("accuracy", accuracy), ("precision", precision), ("recall", recall), ("f1", f1),
            ("roc_auc", rocAuc), ("pr_auc", prAuc), ("log_loss", logLoss), ("brier", brier), ("ece", ece),
            ("silhouette", silhouette), ("davies_bouldin", daviesBouldin), ("ari", ari),
            ("latency_p99_ms", latencyP99Ms), ("model_size_mb", modelSizeMb), ("cost", cost), ("cost_per_customer", costPerCustomer), ("beats_baseline", beatsBaseline));

    /// <summary>A bound by the metric's name, such as <c>recall_at_precision(0.5)</c>.</summary>
    public DefineWords Success([Key] string metric, double bound) => Put(bound, "success", metric);
}
