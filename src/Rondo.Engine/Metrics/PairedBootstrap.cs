using System.Buffers;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Metrics;

/// <summary>How far a metric of two models differs on the same rows, and how sure that is.</summary>
/// <param name="Difference">The second model's value less the first one's.</param>
/// <param name="StandardError">The spread of the difference over resamples of the rows.</param>
public readonly record struct MetricDifference(double Difference, double StandardError);

/// <summary>Compares a metric of two models on the same rows by resampling them for both at once (Efron 1979): what rows have in common cancels.</summary>
public static class PairedBootstrap
{
    /// <summary>Null when the metric is undefined on these rows, or on more than half of the resamples.</summary>
    /// <param name="second">The same rows in the same order.</param>
    public static MetricDifference? Compare(IMetric metric, Scored first, Scored second, ulong seed, int resamples = 400, int threads = 1, CancellationToken cancellation = default)
    {
        if (first.Rows != second.Rows) throw new ArgumentException($"One model has {first.Rows} rows and the other {second.Rows}.", nameof(second));
        if (first.Rows == 0 || first.Problem is not null || second.Problem is not null) return null;
        var (one, other) = (metric.Prepare(first), metric.Prepare(second));
        var all = first.WeightsOrOnes();
        if (other(all).Value - one(all).Value is not { } difference) return null;
        var differences = new double?[Bootstrap.Affordable(resamples, first.Rows)];
        var random = new CounterRandom(seed, "paired_bootstrap");
        WorkBlocks.Run(differences.Length, 1, threads, (resample, _, _) =>
        {
            var rented = ArrayPool<double>.Shared.Rent(first.Rows);
            var weights = rented.AsSpan(0, first.Rows);
            Bootstrap.Resample(first, random.Child((ulong)resample), weights);
            differences[resample] = other(weights).Value - one(weights).Value;
            ArrayPool<double>.Shared.Return(rented);
        }, cancellation);
        double[] defined = [.. differences.OfType<double>()];
        if (defined.Length < 2 || defined.Length * 2 < differences.Length) return null;
        return new MetricDifference(difference, Moments.Of(defined).StandardDeviation * Math.Sqrt(defined.Length / (defined.Length - 1.0)));
    }
}
