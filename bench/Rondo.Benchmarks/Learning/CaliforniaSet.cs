using Rondo.DuckDb;

namespace Rondo.Benchmarks.Learning;

/// <summary>california_housing with medians for missing values and standardised numbers and target; each ocean_proximity a 0/1 column.</summary>
static class CaliforniaSet
{
    private static readonly string[] Numbers =
        ["longitude", "latitude", "housing_median_age", "total_rooms", "total_bedrooms", "population", "households", "median_income"];

    private static readonly string[] Places = ["<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN"];

    /// <summary>The file in the folder that RONDO_DATA names; null when it isn't there.</summary>
    public static string? Find()
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("RONDO_DATA") ?? "", "california_housing.csv");
        return File.Exists(file) ? file : null;
    }

    public static (float[][] Columns, float[] Label) Read(string file)
    {
        using var database = DuckDbDatabase.OpenInMemory(2, 1L << 30);
        using var connection = database.Connect();
        string[] expressions =
        [
            .. Numbers.Select(n => Standardised($"coalesce({n}, median({n}) OVER ())", n)),
            .. Places.Select(p => $"(ocean_proximity = '{p}')::FLOAT"),
            Standardised("median_house_value", "median_house_value"),
        ];
        var columns = new List<float>[expressions.Length];
        for (var j = 0; j < columns.Length; j++) columns[j] = [];
        using var result = connection.Query($"SELECT {string.Join(", ", expressions)} FROM read_csv('{file}')");
        foreach (var chunk in result.Chunks())
            for (var j = 0; j < columns.Length; j++) columns[j].AddRange(chunk[j].Values<float>());
        return ([.. columns[..^1].Select(c => c.ToArray())], [.. columns[^1]]);
    }

    static string Standardised(string value, string name) => $"(({value} - avg({name}) OVER ()) / stddev_pop({name}) OVER ())::FLOAT";
}
