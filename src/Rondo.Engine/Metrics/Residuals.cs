using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Metrics;

/// <summary>Weight of the residuals from Low up to High, which only the last bin includes.</summary>
public readonly record struct ResidualBin(double Low, double High, double Weight);

/// <summary>A row of the predicted-against-actual chart.</summary>
public readonly record struct PredictedActual(double Predicted, double Actual);

/// <summary>What is left of the target after prediction: actual less predicted.</summary>
/// <param name="Quantiles">The residuals at 0, 5, 25, 50, 75, 95 and 100 percent of the weight.</param>
/// <param name="Histogram">Bins of equal width from the 0.5th to the 99.5th percentile; what lies outside counts in the end bins.</param>
/// <param name="Sample">Rows spread evenly over the sorted predictions, both ends included.</param>
public sealed record Residuals(
    double Mean,
    double StandardDeviation,
    ImmutableArray<double> Quantiles,
    ImmutableArray<ResidualBin> Histogram,
    ImmutableArray<PredictedActual> Sample)
{
    private static readonly double[] Shares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

    /// <summary>Null when no row has a weight or a prediction is not a finite number.</summary>
    public static Residuals? Of(Scored scored, int bins = 40, int sample = 500)
    {
        if (scored.Target.Task != TaskKind.Regression) throw new ArgumentException("Residuals are about numbers.", nameof(scored));
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sample, 2);
        var weights = scored.WeightsOrOnes();
        var total = Reductions.Sum(weights);
        if (total <= 0 || scored.Problem is not null) return null;

        var residuals = new double[scored.Rows];
        for (var i = 0; i < residuals.Length; i++) residuals[i] = scored.Target.Values[i] - scored.Predictions[i];
        var mean = Reductions.Dot(weights, residuals) / total;
        var squares = new double[residuals.Length];
        for (var i = 0; i < squares.Length; i++) squares[i] = (residuals[i] - mean) * (residuals[i] - mean);
        var deviation = Math.Sqrt(Reductions.Dot(weights, squares) / total);

        var order = Enumerable.Range(0, residuals.Length).Where(i => weights[i] > 0).ToArray();
        var sorted = order.Select(i => residuals[i]).ToArray();
        Array.Sort(sorted, order);
        var quantiles = WeightedQuantiles(sorted, order, weights, total, [.. Shares, 0.005, 0.995]);
        var histogram = Bins(sorted, order, weights, quantiles[^2], quantiles[^1], bins);
        return new Residuals(mean, deviation, [.. quantiles[..Shares.Length]], histogram, Spread(scored, weights, sample));
    }

    // The smallest residual with at least this share of the weight at or below it.
    static double[] WeightedQuantiles(double[] sorted, int[] order, double[] weights, double total, double[] shares)
    {
        var quantiles = new double[shares.Length];
        Array.Fill(quantiles, sorted[^1]);
        for (var q = 0; q < shares.Length; q++)
        {
            var below = 0.0;
            for (var i = 0; i < sorted.Length; i++)
            {
                below += weights[order[i]];
                if (below < shares[q] * total) continue;
                quantiles[q] = sorted[i];
                break;
            }
        }
        return quantiles;
    }

    static ImmutableArray<ResidualBin> Bins(double[] sorted, int[] order, double[] weights, double low, double high, int bins)
    {
        if (low == high) bins = 1;
        var width = (high - low) / bins;
        var sums = new double[bins];
        for (var i = 0; i < sorted.Length; i++)
        {
            var bin = width > 0 ? (int)Math.Clamp((sorted[i] - low) / width, 0, bins - 1) : 0;
            sums[bin] += weights[order[i]];
        }
        return [.. sums.Select((sum, b) => new ResidualBin(low + b * width, b == bins - 1 ? high : low + (b + 1) * width, sum))];
    }

    static ImmutableArray<PredictedActual> Spread(Scored scored, double[] weights, int sample)
    {
        var rows = Enumerable.Range(0, scored.Rows).Where(i => weights[i] > 0).OrderBy(i => scored.Predictions[i]).ToArray();
        var count = Math.Min(sample, rows.Length);
        var picked = ImmutableArray.CreateBuilder<PredictedActual>(count);
        for (var i = 0; i < count; i++)
        {
            var row = rows[count == 1 ? 0 : (int)((long)i * (rows.Length - 1) / (count - 1))];
            picked.Add(new(scored.Predictions[row], scored.Target.Values[row]));
        }
        return picked.MoveToImmutable();
    }
}
