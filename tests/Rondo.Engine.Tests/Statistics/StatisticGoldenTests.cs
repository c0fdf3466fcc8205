using System.Text;
using System.Text.Json;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Statistics;

namespace Rondo.Engine.Tests.Statistics;

/// <summary>
/// Reference numbers of scipy and statsmodels (tests/golden/statistics). They agree to 1e-9 of themselves; below 1e-12 of
/// a whole, where the reference takes differences of numbers near 1, to 1e-12. Platt's curve is sought by its loss, whose bottom is
/// flat: to 1e-8.
/// </summary>
public class StatisticGoldenTests
{
    private const double Relative = 1e-9;
    private const double RelativeOfSearch = 1e-8;
    private const double Absolute = 1e-12;

    private static readonly PartCatalog s_catalog = new(typeof(IStatistic).Assembly);
    private static readonly JsonElement[] s_golden = [.. Read("statistics.json"), .. Read("decisions.json"), .. Read("paired.json")];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var (index, golden) in s_golden.Index()) data.Add(index, $"{golden.GetProperty("statistic").GetString()}: {golden.GetProperty("name").GetString()}");
            return data;
        }
    }

    [Fact]
    public void Every_statistic_but_that_of_random_draws_has_reference_numbers() =>
        Assert.Equal(["thompson"], s_catalog.OfKind("statistic").Select(p => p.Name).Except(s_golden.Select(g => g.GetProperty("statistic").GetString())));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_statistic_equals_its_reference(int index, string name)
    {
        var golden = s_golden[index];
        var result = Compute(golden);

        foreach (var expected in golden.GetProperty("expect").EnumerateObject())
        {
            if (expected.Value.ValueKind == JsonValueKind.Array)
            {
                var found = (double[])result.Details.Single(d => d.Key == expected.Name).Value!;
                foreach (var (i, value) in GoldenFile.Doubles(expected.Value).Index()) AssertNear(value, found[i], $"{name}, {expected.Name}[{i}]");
                continue;
            }
            var actual = expected.Name switch { "statistic" => result.Statistic, "p_value" => result.PValue, "effect" => result.Effect, "low" => result.Interval?.Low, "high" => result.Interval?.High, var detail => Number(result.Details.Single(d => d.Key == detail).Value) };
            if (expected.Value.ValueKind == JsonValueKind.Null) Assert.Null(actual);
            else AssertNear(expected.Value.GetDouble(), actual, $"{name}, {expected.Name}");
        }
    }

    static StatisticResult Compute(JsonElement golden)
    {
        var options = golden.GetProperty("options").EnumerateObject().ToDictionary(o => o.Name, o => (object?)(o.Value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => o.Value.TryGetInt64(out var whole) ? whole : o.Value.GetDouble(),
            _ => o.Value.GetString(),
        }));
        var fields = new Dictionary<string, object?>(StatisticJson.Read(Encoding.UTF8.GetBytes(golden.GetProperty("input").GetRawText())));
        // A long sample is written as its rule: 0, 1/n, 2/n, ..., to nine places.
        if (fields.GetValueOrDefault("reference") is IReadOnlyDictionary<string, object?> rule && rule.GetValueOrDefault("range") is double n)
            fields["reference"] = new DoubleColumn([.. Enumerable.Range(0, (int)n).Select(i => Math.Round(i / n, 9))]);
        return new StatisticRequest(golden.GetProperty("statistic").GetString()!, options, fields, 42).Compute(s_catalog);
    }

    static JsonElement.ArrayEnumerator Read(string name) => GoldenFile.Read("statistics", name).RootElement.GetProperty("cases").EnumerateArray();

    static double? Number(object? value) => value is null ? null : Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);

    static void AssertNear(double expected, double? actual, string what) =>
        Assert.True(actual is { } value && Math.Abs(value - expected) <= Math.Max((what.StartsWith("platt", StringComparison.Ordinal) ? RelativeOfSearch : Relative) * Math.Abs(expected), Absolute), FormattableString.Invariant($"{what}: {actual:R} instead of {expected:R}"));
}
