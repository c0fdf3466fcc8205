using System.Diagnostics;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Tests.Algorithms.Clustering;

namespace Rondo.Engine.Tests.Metrics;

public sealed class ClusterMetricTests
{
    [Fact]
    public void Metrics_of_clusters_equal_scikit_learn_to_1e_9()
    {
        using var golden = GoldenFile.Read("cluster_metrics", "cluster_metrics.json");
        foreach (var item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            foreach (var (name, value) in MetricSet.Compute(Case(item)))
            {
                var expected = item.GetProperty("expected").GetProperty(name);
                if (expected.ValueKind == JsonValueKind.Null) Assert.NotNull(value.Reason);
                else Assert.Equal(expected.GetDouble(), value.Value!.Value, 1e-9);
            }
        }
    }

    [Fact]
    public void Metrics_of_clusters_come_in_the_order_of_the_contract() =>
        Assert.Equal(["silhouette", "davies_bouldin", "ari"], MetricSet.For(TaskKind.Clustering).Select(PartCatalog.NameOf));

    [Fact]
    public void Without_labels_there_is_no_adjusted_rand_index()
    {
        using var golden = GoldenFile.Read("cluster_metrics", "cluster_metrics.json");
        var scored = Case(golden.RootElement.GetProperty("cases")[0]);
        var value = new Ari().Compute(new Scored(Target.Unlabelled(scored.Rows), scored.Predictions) { Features = scored.Features });
        Assert.Contains("no labels", value.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_features_there_are_no_distances()
    {
        var scored = new Scored(Target.Unlabelled(4), [1, 0, 1, 0, 0, 1, 0, 1]);
        Assert.NotNull(new Silhouette().Compute(scored).Reason);
        Assert.NotNull(new DaviesBouldin().Compute(scored).Reason);
    }

    [Fact]
    public void Rows_without_a_weight_are_as_if_they_were_absent()
    {
        using var golden = GoldenFile.Read("cluster_metrics", "cluster_metrics.json");
        var scored = Case(golden.RootElement.GetProperty("cases")[3]);
        int[] kept = [.. Enumerable.Range(0, scored.Rows).Where(i => i % 3 > 0)];
        var weighted = new Scored(scored.Target, scored.Predictions, [.. Enumerable.Range(0, scored.Rows).Select(i => i % 3 > 0 ? 1.0 : 0)]) { Features = scored.Features };
        foreach (var metric in MetricSet.For(TaskKind.Clustering))
            Assert.Equal(metric.Compute(scored.Take(kept)).Value!.Value, metric.Compute(weighted).Value!.Value, 1e-12);
    }

    [Fact]
    public void A_sample_of_many_rows_says_about_the_same_in_bounded_time_with_intervals()
    {
        var random = new CounterRandom(1, "clusters");
        var clusters = Enumerable.Range(0, 40_000).Select(i => random.Below((ulong)i, 3)).ToArray();
        var columns = Enumerable.Range(0, 4).Select(j => clusters.Select((c, i) => (float)(c * 2 + random.Child((ulong)j).Uniform((ulong)i))).ToArray()).ToArray();
        var features = new FeatureMatrix([.. columns.Select((_, j) => new Feature($"x{j}"))], columns, clusters.Length);
        var scored = new Scored(Target.Unlabelled(clusters.Length), [.. clusters.SelectMany(c => Enumerable.Range(0, 3).Select(k => k == c ? 1.0 : 0))]) { Features = features };
        var clock = Stopwatch.StartNew();
        var silhouette = new Silhouette().Compute(scored).Value!.Value;
        var part = new Silhouette().Compute(scored.Take([.. Enumerable.Range(0, 4000)])).Value!.Value;
        var intervals = Bootstrap.Intervals(MetricSet.For(TaskKind.Clustering), scored, 1);
        Assert.Equal(part, silhouette, 0.01);
        Assert.InRange(silhouette, intervals[0]!.Value.Low, intervals[0]!.Value.High);
        Assert.True(clock.Elapsed.TotalSeconds < 60, $"{clock.Elapsed.TotalSeconds} s");
    }

    static Scored Case(JsonElement item)
    {
        var features = ClusterCase.Read(item).Features;
        var (clusters, count) = (GoldenFile.Doubles(item.GetProperty("clusters")), item.GetProperty("count").GetInt32());
        var predictions = new double[features.Rows * count];
        for (var i = 0; i < clusters.Length; i++) predictions[i * count + (int)clusters[i]] = 1;
        var target = new Target(TaskKind.Clustering, GoldenFile.Doubles(item.GetProperty("labels")), [.. Enumerable.Range(0, item.GetProperty("classes").GetInt32()).Select(k => $"c{k}")]);
        return new Scored(target, predictions) { Features = features };
    }
}
