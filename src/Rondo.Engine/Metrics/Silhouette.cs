using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Metrics;

/// <summary>
/// Mean silhouette of the rows (Rousseeuw 1987): how much nearer a row is to its own cluster than to the next one. Of up to 5,000
/// rows all are compared, of more a fixed random sample of so many, and of fewer where there are hundreds of columns. Weights
/// weigh the mean; each row's own silhouette rests on all rows alike.
/// </summary>
[Part("silhouette", "How much nearer rows are to their own cluster than to the next one, from -1 to 1.")]
public sealed record Silhouette : IMetric
{
    private const int RowsAtMost = 5000;
    // Rows squared times columns: a few seconds.
    private const double DifferencesAtMost = 5e9;

    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task == TaskKind.Clustering;

    public WeightedMetric Prepare(Scored scored)
    {
        var (all, reason) = ClusteredRows.Of(Sample(scored, out var sampled));
        if (all is null) return _ => MetricValue.Undefined(reason!);
        var own = Widths(all);
        return weights =>
        {
            var (sum, total) = (0.0, 0.0);
            for (var i = 0; i < own.Length; i++)
            {
                var weight = weights[sampled[all.Rows[i]]];
                sum += weight * own[i];
                total += weight;
            }
            return total > 0 ? MetricValue.Of(sum / total) : WeightedMean.NoRows;
        };
    }

    static Scored Sample(Scored scored, out int[] rows)
    {
        var columns = Math.Max(1, scored.Features?.Columns.Length ?? 1);
        var affordable = (int)Math.Min(RowsAtMost, Math.Sqrt(DifferencesAtMost / columns));
        rows = new CounterRandom(0, "silhouette").Sample(scored.Rows, affordable);
        return rows.Length == scored.Rows ? scored : scored.Take(rows);
    }

    static double[] Widths(ClusteredRows all)
    {
        var features = all.Scored.Features!.Take(all.Rows);
        var (sizes, widths, distances) = (new int[all.Count], new double[all.Rows.Length], new double[all.Rows.Length]);
        foreach (var cluster in all.Clusters) sizes[cluster]++;
        for (var i = 0; i < widths.Length; i++)
        {
            Array.Clear(distances);
            for (var j = 0; j < features.Columns.Length; j++) all.Space.AddSquares(j, features.Columns[j][i], features.Columns[j], distances);
            widths[i] = Width(all.Clusters, sizes, distances, all.Clusters[i]);
        }
        return widths;
    }

    static double Width(int[] clusters, int[] sizes, double[] squares, int own)
    {
        // A row alone in its cluster has the silhouette 0, as in scikit-learn.
        if (sizes[own] == 1) return 0;
        var sums = new double[sizes.Length];
        for (var i = 0; i < squares.Length; i++) sums[clusters[i]] += Math.Sqrt(squares[i]);
        var inside = sums[own] / (sizes[own] - 1);
        var outside = double.PositiveInfinity;
        for (var k = 0; k < sums.Length; k++)
            if (k != own) outside = Math.Min(outside, sums[k] / sizes[k]);
        var larger = Math.Max(inside, outside);
        return larger > 0 ? (outside - inside) / larger : 0;
    }
}
