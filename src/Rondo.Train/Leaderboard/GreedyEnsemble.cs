using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Train.CrossValidation;

namespace Rondo.Train.Leaderboard;

/// <summary>A candidate and its share in an ensemble.</summary>
public sealed record Member(CrossValidated Candidate, double Weight);

/// <summary>
/// Ensemble selection (Caruana et al. 2004): again and again adds the candidate, with repetition, whose out-of-fold predictions make the mean's metric best;
/// a candidate's weight is its share of the picks.
/// </summary>
public static class GreedyEnsemble
{
    private const int Picks = 25;

    /// <param name="candidates">All over the same folds.</param>
    /// <param name="target">Of all training rows.</param>
    /// <returns>The members, heaviest first; empty when the metric is undefined.</returns>
    public static IReadOnlyList<Member> Select(IReadOnlyList<CrossValidated> candidates, Target target, double[]? weights, IMetric metric, CancellationToken cancellation = default)
    {
        if (candidates.Count == 0) return [];
        var rows = candidates[0].OutOfFold.Rows;
        var values = candidates.Select(c => c.OutOfFold.Values(rows)).ToArray();
        var truth = target.Take(rows);
        double[]? rowWeights = weights is null ? null : [.. rows.Select(r => weights[r])];
        var sum = new double[values[0].Length];
        var picks = new int[candidates.Count];
        var (best, bestPicks) = ((double?)null, picks);
        for (var pick = 1; pick <= Picks; pick++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (chosen, score) = Next(values, sum, pick, truth, rowWeights, metric);
            if (chosen < 0) break;
            picks[chosen]++;
            for (var i = 0; i < sum.Length; i++) sum[i] += values[chosen][i];
            if (best is not null && !metric.IsBetter(score, best.Value)) continue;
            (best, bestPicks) = (score, [.. picks]);
        }
        var all = (double)bestPicks.Sum();
        return [.. candidates.Select((c, i) => new Member(c, bestPicks[i] / Math.Max(1, all))).Where(m => m.Weight > 0).OrderByDescending(m => m.Weight)];
    }

    /// <summary>The candidate whose addition is best, the first of equals; -1 when none has a value.</summary>
    static (int Chosen, double Score) Next(double[][] values, double[] sum, int count, Target truth, double[]? weights, IMetric metric)
    {
        var (chosen, best) = (-1, 0.0);
        var mean = new double[sum.Length];
        for (var c = 0; c < values.Length; c++)
        {
            for (var i = 0; i < mean.Length; i++) mean[i] = (sum[i] + values[c][i]) / count;
            if (metric.Compute(new Scored(truth, mean, weights)).Value is not { } score) continue;
            if (chosen < 0 || metric.IsBetter(score, best)) (chosen, best) = (c, score);
        }
        return (chosen, best);
    }
}
