using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;

namespace Rondo.Engine.Tests.Metrics;

public sealed class MetricGoldenTests
{
    [Fact]
    public void Two_hundred_random_cases_equal_scikit_learn_to_1e_9()
    {
        using var golden = GoldenFile.Read("metrics", "metrics.json");
        var differences = new List<string>();
        var (compared, index) = (0, 0);
        foreach (var item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            var scored = Case(item);
            var expected = item.GetProperty("expected");
            var actual = MetricSet.Compute(scored);
            Assert.Equal(expected.EnumerateObject().Select(p => p.Name), actual.Select(a => a.Name));
            foreach (var (name, value) in actual)
            {
                var wanted = expected.GetProperty(name);
                double? number = wanted.ValueKind == JsonValueKind.Null ? null : wanted.GetDouble();
                compared++;
                if (!Agree(number, value)) differences.Add($"case {index} {name}: {value} instead of {number}");
            }
            index++;
        }
        Assert.Equal(200, index);
        Assert.True(compared > 1000);
        Assert.Empty(differences);
    }

    [Theory]
    [InlineData(TaskKind.Regression, 5)]
    [InlineData(TaskKind.Binary, 9)]
    [InlineData(TaskKind.Multiclass, 9)]
    public void Every_metric_of_the_contract_is_a_part(TaskKind task, int count)
    {
        var metrics = MetricSet.For(task);
        Assert.Equal(count, metrics.Count);
        Assert.All(metrics, m => Assert.NotNull(new PartCatalog(typeof(IMetric).Assembly).Find<IMetric>(PartCatalog.NameOf(m))));
    }

    static bool Agree(double? expected, MetricValue actual)
    {
        if (expected is not { } number) return actual.Value is null && actual.Reason is { Length: > 0 };
        return actual.Value is { } value && Math.Abs(value - number) <= 1e-9 * Math.Max(1, Math.Abs(number));
    }

    static Scored Case(JsonElement item)
    {
        var outputs = item.GetProperty("outputs").GetInt32();
        var values = GoldenFile.Doubles(item.GetProperty("target"));
        string[] classes = outputs == 1 ? [] : [.. Enumerable.Range(0, outputs).Select(k => $"c{k}")];
        var task = item.GetProperty("task").GetString() switch
        {
            "regression" => TaskKind.Regression,
            "binary" => TaskKind.Binary,
            _ => TaskKind.Multiclass,
        };
        var weights = item.GetProperty("weights") is { ValueKind: JsonValueKind.Array } array ? GoldenFile.Doubles(array) : null;
        return new Scored(new Target(task, values, [.. classes]), GoldenFile.Doubles(item.GetProperty("predictions")), weights, item.GetProperty("threshold").GetDouble());
    }
}
