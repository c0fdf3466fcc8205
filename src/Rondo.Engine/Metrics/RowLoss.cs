using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Metrics;

/// <summary>What a row costs by a metric that is a mean over rows, or a root of one: lower is better, whichever way the metric goes.</summary>
/// <param name="Name">The metric that the losses are of.</param>
/// <param name="Power">The metric is the mean loss to the power of one over this.</param>
/// <param name="Of">The loss of a row: what was predicted of it, and the truth.</param>
public sealed record RowLoss(string Name, int Power, Func<Predictions, int, double, double> Of)
{
    // As scikit-learn clips probabilities in double precision.
    const double Least = 2.220446049250313e-16;

    static readonly RowLoss s_logLoss = new("log_loss", 1, static (p, row, truth) => -Functions.Log(Math.Clamp(p.Row(row)[(int)truth], Least, 1 - Least)));

    /// <summary>The losses of this metric, or of the nearest one that is a mean over rows: rankings go by the log loss, r2 by the squared error.</summary>
    public static RowLoss For(string metric) => metric switch
    {
        "rmse" => new("rmse", 2, Squared),
        "mse" or "r2" => new("mse", 1, Squared),
        "mae" => new("mae", 1, static (p, row, truth) => Math.Abs(truth - p.Values[row])),
        "mape" => new("mape", 1, static (p, row, truth) => Math.Abs(truth - p.Values[row]) / Math.Max(Math.Abs(truth), Least)),
        "brier" => new("brier", 1, static (p, row, truth) => p.Outputs == 2 ? Square(p.Row(row)[1] - truth) : Brier(p.Row(row), (int)truth)),
        "accuracy" or "precision" or "recall" or "f1" => new("accuracy", 1, static (p, row, truth) => p.ClassOf(row) == (int)truth ? 0 : 1),
        _ => s_logLoss,
    };

    static double Squared(Predictions predictions, int row, double truth) => Square(truth - predictions.Values[row]);

    static double Brier(ReadOnlySpan<double> probabilities, int truth)
    {
        var sum = 0.0;
        for (var k = 0; k < probabilities.Length; k++) sum += Square(probabilities[k] - (k == truth ? 1 : 0));
        return sum;
    }

    static double Square(double x) => x * x;
}
