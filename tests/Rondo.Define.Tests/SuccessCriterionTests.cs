namespace Rondo.Define.Tests;

public sealed class SuccessCriterionTests
{
    [Theory]
    [InlineData("rmse", 50, 50.0, true)]
    [InlineData("rmse", 50, 50.1, false)]
    [InlineData("r2", 0.8, 0.8, true)]
    [InlineData("r2", 0.8, 0.79, false)]
    [InlineData("roc_auc", 0.7, 0.9, true)]
    [InlineData("log_loss", 0.7, 0.9, false)]
    [InlineData("latency_p99_ms", 20, 19.0, true)]
    [InlineData("model_size_mb", 20, 21.0, false)]
    [InlineData("beats_baseline", 0.1, 0.05, false)]
    [InlineData("r2", 0.8, null, false)]
    [InlineData("rmse", 0.8, double.NaN, false)]
    public void A_bound_lies_in_the_metrics_good_direction(string metric, double bound, double? value, bool met) =>
        Assert.Equal(met, new SuccessCriterion(metric, bound).Judge(value));

    [Theory]
    [InlineData("rmse", 45.0, 50.0, 0.1)]
    [InlineData("roc_auc", 0.75, 0.5, 0.5)]
    [InlineData("r2", 0.2, 0.0, 0.2)]
    [InlineData("log_loss", 0.8, 0.4, -1.0)]
    public void The_share_of_error_beaten_counts_from_perfect(string metric, double model, double baseline, double share) =>
        Assert.Equal(share, SuccessCriterion.ShareOfErrorBeaten(metric, model, baseline)!.Value, 12);

    [Fact]
    public void A_perfect_baseline_leaves_nothing_to_beat() =>
        Assert.Null(SuccessCriterion.ShareOfErrorBeaten("accuracy", 1, 1));

    [Fact]
    public void The_words_are_those_of_the_contract()
    {
        Assert.Equal(
            ["rmse", "mse", "mae", "r2", "mape", "accuracy", "precision", "recall", "f1", "roc_auc", "pr_auc", "log_loss", "brier", "ece", "silhouette", "davies_bouldin", "ari"],
            MetricWords.Predictive.Select(m => m.Name));
        Assert.Equal(["r2", "accuracy", "precision", "recall", "f1", "roc_auc", "pr_auc", "silhouette", "ari"], MetricWords.Predictive.Where(m => m.HigherIsBetter).Select(m => m.Name));
    }

    [Fact]
    public void An_unknown_metric_is_our_own_fault() =>
        Assert.Throws<ArgumentException>(() => new SuccessCriterion("rsme", 1));
}
