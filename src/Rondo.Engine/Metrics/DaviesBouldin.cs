using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Clustering;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>
/// Davies and Bouldin's index (1979): how wide clusters are beside the distance to the one that each is most easily confused
/// with, on average. Resamples keep the centres and weigh the widths.
/// </summary>
[Part("davies_bouldin", "Width of clusters beside their distances; lower is better.")]
public sealed record DaviesBouldin : IMetric
{
    private const long ValuesAtMost = 1 << 25;

    public bool HigherIsBetter => false;

    public bool Fits(TaskKind task) => task == TaskKind.Clustering;

    public WeightedMetric Prepare(Scored scored)
    {
        var (all, reason) = ClusteredRows.Of(scored);
        if (all is null) return _ => MetricValue.Undefined(reason!);
        if ((long)all.Count * all.Space.Width > ValuesAtMost) return _ => MetricValue.Undefined("there are too many categories");
        var means = Means(all);
        var centres = new Centres(all.Space, all.Count, means);
        var distances = new double[all.Rows.Length];
        for (var i = 0; i < distances.Length; i++) distances[i] = Math.Sqrt(centres.Distance(scored.Features!, all.Rows[i], all.Clusters[i]));
        var gaps = Gaps(means, all.Count, all.Space.Width);
        return weights => Compute(all, distances, gaps, weights);
    }

    static MetricValue Compute(ClusteredRows all, double[] distances, double[] gaps, ReadOnlySpan<double> weights)
    {
        var (sums, totals) = (new double[all.Count], new double[all.Count]);
        for (var i = 0; i < distances.Length; i++)
        {
            var weight = weights[all.Rows[i]];
            sums[all.Clusters[i]] += weight * distances[i];
            totals[all.Clusters[i]] += weight;
        }
        int[] present = [.. Enumerable.Range(0, all.Count).Where(k => totals[k] > 0)];
        if (present.Length < 2) return MetricValue.Undefined("all rows are in one cluster");
        var sum = 0.0;
        foreach (var k in present)
        {
            var worst = 0.0;
            // Centres in one place have no ratio; as in scikit-learn they count nothing.
            foreach (var other in present)
                if (gaps[k * all.Count + other] is > 0 and var gap) worst = Math.Max(worst, (sums[k] / totals[k] + sums[other] / totals[other]) / gap);
            sum += worst;
        }
        return MetricValue.Of(sum / present.Length);
    }

    static double[] Means(ClusteredRows all)
    {
        var (features, width) = (all.Scored.Features!, all.Space.Width);
        var (sums, totals) = (new double[all.Count * width], new double[all.Count]);
        for (var i = 0; i < all.Rows.Length; i++) totals[all.Clusters[i]] += all.Scored.Weights?[all.Rows[i]] ?? 1;
        for (var j = 0; j < features.Columns.Length; j++)
        {
            for (var i = 0; i < all.Rows.Length; i++)
            {
                var (value, weight) = (features.Columns[j][all.Rows[i]], all.Scored.Weights?[all.Rows[i]] ?? 1);
                var start = all.Clusters[i] * width;
                if (!features.Features[j].IsCategorical) sums[start + all.Space.Offset(j)] += weight * value;
                else if (all.Space.Dimension(j, value) is >= 0 and var d) sums[start + d] += weight;
            }
        }
        for (var s = 0; s < sums.Length; s++) sums[s] /= totals[s / width];
        return sums;
    }

    static double[] Gaps(double[] means, int count, int width)
    {
        var gaps = new double[count * count];
        for (var a = 0; a < count; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var sum = 0.0;
                for (var d = 0; d < width; d++) sum += (means[a * width + d] - means[b * width + d]) * (means[a * width + d] - means[b * width + d]);
                gaps[a * count + b] = gaps[b * count + a] = Math.Sqrt(sum);
            }
        }
        return gaps;
    }
}
