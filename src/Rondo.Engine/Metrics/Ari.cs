using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Adjusted Rand index (Hubert and Arabie 1985): pairs of rows on which clusters and labels agree, beyond chance.</summary>
[Part("ari", "Agreement of clusters with labels beyond chance: 1 for equal, 0 for random ones.")]
public sealed record Ari : IMetric
{
    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task == TaskKind.Clustering;

    public WeightedMetric Prepare(Scored scored)
    {
        if (scored.Target.Classes.Length == 0) return _ => MetricValue.Undefined("the rows have no labels");
        var cells = new Dictionary<(int Label, int Cluster), int>();
        var cellOf = new int[scored.Rows];
        for (var i = 0; i < cellOf.Length; i++)
        {
            var key = (scored.ActualClass(i), scored.PredictedClass(i));
            if (!cells.TryGetValue(key, out cellOf[i])) cells.Add(key, cellOf[i] = cells.Count);
        }
        (int Label, int Cluster)[] keys = [.. cells.Keys];
        return weights => Compute(cellOf, keys, scored.Target.Classes.Length, scored.Outputs, weights);
    }

    static MetricValue Compute(int[] cellOf, (int Label, int Cluster)[] keys, int labelCount, int clusterCount, ReadOnlySpan<double> weights)
    {
        var (cells, labels, clusters) = (new double[keys.Length], new double[labelCount], new double[clusterCount]);
        for (var i = 0; i < cellOf.Length; i++) cells[cellOf[i]] += weights[i];
        for (var c = 0; c < cells.Length; c++)
        {
            labels[keys[c].Label] += cells[c];
            clusters[keys[c].Cluster] += cells[c];
        }
        var (n, together, byLabel, byCluster) = (0.0, 0.0, 0.0, 0.0);
        foreach (var cell in cells) together += cell * cell;
        foreach (var label in labels) (n, byLabel) = (n + label, byLabel + label * label);
        foreach (var cluster in clusters) byCluster += cluster * cluster;
        if (!(n > 0)) return WeightedMean.NoRows;
        // Ordered pairs of rows: alike in both, only by cluster, only by label, in neither.
        var (both, onlyCluster, onlyLabel) = (together - n, byCluster - together, byLabel - together);
        var neither = n * n - onlyCluster - onlyLabel - together;
        if (onlyCluster == 0 && onlyLabel == 0) return MetricValue.Of(1);
        var chance = (both + onlyLabel) * (onlyLabel + neither) + (both + onlyCluster) * (onlyCluster + neither);
        return chance == 0 ? MetricValue.Undefined("there are too few pairs of rows") : MetricValue.Of(2 * (both * neither - onlyLabel * onlyCluster) / chance);
    }
}
