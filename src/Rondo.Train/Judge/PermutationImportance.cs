using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Train.Judge;

/// <summary>How much worse the metric gets when a column's values are shuffled.</summary>
/// <param name="Mean">Mean loss over the repeats, positive when the column helps.</param>
public readonly record struct Importance(string Column, double Mean, double StandardDeviation);

/// <summary>Permutation importance of the raw columns on rows that training did not see (Breiman 2001; Fisher, Rudin and Dominici 2019).</summary>
public static class PermutationImportance
{
    private const int Repeats = 3;

    /// <returns>Most important first; empty when the metric is undefined on these rows.</returns>
    public static IReadOnlyList<Importance> Compute(
        FittedPipeline pipeline, Table table, Target target, IMetric metric, ulong seed, int threads, CancellationToken cancellation)
    {
        if (Score(pipeline, table, target, metric, threads, cancellation) is not { } whole) return [];
        var sign = metric.HigherIsBetter ? 1 : -1;
        var importances = new List<Importance>();
        foreach (var field in pipeline.Input.Fields)
        {
            var random = new CounterRandom(seed, "permutation_importance/" + field.Name);
            var losses = new double[Repeats];
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                var shuffled = table.With(field.Name, table[field.Name].Take(random.Child((ulong)repeat).Permutation(table.RowCount)));
                var score = Score(pipeline, shuffled, target, metric, threads, cancellation) ?? whole;
                losses[repeat] = sign * (whole - score);
            }
            var mean = losses.Sum() / Repeats;
            importances.Add(new Importance(field.Name, mean, Math.Sqrt(losses.Sum(l => (l - mean) * (l - mean)) / (Repeats - 1))));
        }
        return [.. importances.OrderByDescending(i => i.Mean).ThenBy(i => i.Column, StringComparer.Ordinal)];
    }

    static double? Score(FittedPipeline pipeline, Table table, Target target, IMetric metric, int threads, CancellationToken cancellation)
    {
        var predictions = pipeline.Predict(table, threads, cancellation);
        return metric.Compute(new Scored(target, predictions.Values, null, predictions.Threshold)).Value;
    }
}
