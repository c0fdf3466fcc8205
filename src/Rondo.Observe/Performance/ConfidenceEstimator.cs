using Rondo.Engine.Algorithms;
using Rondo.Engine.Calibration;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Observe.Performance;

/// <summary>
/// A classifier's metrics from its own probabilities, calibrated on out-of-fold rows (confidence-based performance estimation; NannyML 2022):
/// labels are drawn by them again and again, and each metric measured as if they were the truth. It can't see that the classes themselves came to depend on the features in another way.
/// </summary>
sealed class ConfidenceEstimator(IFittedCalibration calibration) : IPerformanceEstimator
{
    const int Draws = 60, MostRows = 10_000;
    const ulong Seed = 7;

    public IFittedCalibration Calibration => calibration;

    public static ConfidenceEstimator Fit(Scored outOfFold) => new(new Isotonic().Fit(outOfFold));

    public IReadOnlyDictionary<string, Estimated> Estimate(Table table, Predictions predictions, CancellationToken cancellation = default)
    {
        var rows = Sample(predictions.Rows);
        var outputs = predictions.Outputs;
        var scores = new double[rows.Length * outputs];
        for (var i = 0; i < rows.Length; i++) predictions.Row(rows[i]).CopyTo(scores.AsSpan(i * outputs));
        var probabilities = (double[])scores.Clone();
        calibration.Apply(probabilities, outputs);
        var metrics = MetricSet.For(predictions.Task);
        var drawn = metrics.Select(_ => new List<double>(Draws)).ToArray();
        var random = new CounterRandom(Seed, "estimated_labels");
        for (var draw = 0; draw < Draws; draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            var labels = new double[rows.Length];
            for (var i = 0; i < labels.Length; i++) labels[i] = Choose(probabilities.AsSpan(i * outputs, outputs), random.Uniform((ulong)draw * MostRows + (ulong)i));
            var scored = new Scored(new Target(predictions.Task, labels, predictions.Classes), scores, null, predictions.Threshold);
            for (var m = 0; m < metrics.Count; m++)
                if (metrics[m].Compute(scored).Value is { } value) drawn[m].Add(value);
        }
        // Of a sample the spread is larger than of all rows.
        var shrink = Math.Sqrt((double)rows.Length / predictions.Rows);
        var estimates = new Dictionary<string, Estimated>(StringComparer.Ordinal);
        for (var m = 0; m < metrics.Count; m++)
        {
            if (drawn[m].Count < Draws / 2) continue;
            var (mean, deviation) = Moments.Of([.. drawn[m]]);
            estimates[PartCatalog.NameOf(metrics[m])] = new Estimated(mean, deviation * shrink);
        }
        return estimates;
    }

    static int[] Sample(int rows) => rows <= MostRows ? [.. Enumerable.Range(0, rows)] : [.. Enumerable.Range(0, MostRows).Select(i => (int)((long)i * rows / MostRows))];

    static int Choose(ReadOnlySpan<double> probabilities, double at)
    {
        var sum = 0.0;
        for (var k = 0; k < probabilities.Length - 1; k++)
        {
            sum += probabilities[k];
            if (at < sum) return k;
        }
        return probabilities.Length - 1;
    }
}
