using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Monitoring.Labels;

namespace Rondo.Lifecycle.Experiments;

/// <summary>What logged predictions cost by a metric that is a mean over rows, once their truth is known.</summary>
static class LabelledLosses
{
    /// <summary>The metric of this name, or the nearest one that rows have losses of: for classes the log loss, else the squared error.</summary>
    public static IRowMetric MetricOf(string name, TaskKind task) => MetricSet.Find(name) as IRowMetric ?? (task.HasClasses ? new LogLoss() : new Mse());

    /// <summary>The metric is the mean loss to the power of one over this.</summary>
    public static int PowerOf(IRowMetric metric) => metric is Rmse ? 2 : 1;

    /// <summary>The losses of the rows whose truth is known, in their order.</summary>
    public static double[] Of(LabelledRows labelled, IRowMetric metric)
    {
        var (rows, known) = (labelled.Rows, labelled.Labelled);
        double[] predictions = [.. known.SelectMany(row => rows.Predictions.Row(row).ToArray())];
        return metric.Losses(new Scored(new Target(rows.Schema.Task, [.. known.Select(row => labelled.Truth[row])], rows.Schema.Classes), predictions, null, rows.Predictions.Threshold));
    }
}
