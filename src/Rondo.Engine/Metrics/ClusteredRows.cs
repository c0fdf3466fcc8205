using Rondo.Engine.Algorithms.Clustering;

namespace Rondo.Engine.Metrics;

/// <summary>What metrics of clusters look at: each row's cluster, numbered without gaps, and where the rows lie.</summary>
sealed record ClusteredRows(ClusterSpace Space, Scored Scored, int[] Rows, int[] Clusters, int Count)
{
    /// <summary>Of the rows with a weight; or the reason why they can't be judged, which is scikit-learn's.</summary>
    public static (ClusteredRows? Rows, string? Reason) Of(Scored scored)
    {
        if (scored.Features is not { } features) return (null, "it is not known where the rows lie");
        var space = new ClusterSpace(features.Features);
        for (var j = 0; j < features.Columns.Length; j++)
            if (!features.Features[j].IsCategorical && features.Columns[j].Any(x => !float.IsFinite(x))) return (null, $"column '{features.Features[j].Name}' has missing or infinite values");
        int[] rows = [.. Enumerable.Range(0, scored.Rows).Where(r => scored.Weights is null || scored.Weights[r] > 0)];
        var numbers = new Dictionary<int, int>();
        var clusters = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var cluster = scored.PredictedClass(rows[i]);
            if (!numbers.TryGetValue(cluster, out clusters[i])) numbers.Add(cluster, clusters[i] = numbers.Count);
        }
        if (numbers.Count < 2) return (null, "all rows are in one cluster");
        if (numbers.Count >= rows.Length) return (null, "every row is a cluster of its own");
        return (new ClusteredRows(space, scored, rows, clusters, numbers.Count), null);
    }
}
