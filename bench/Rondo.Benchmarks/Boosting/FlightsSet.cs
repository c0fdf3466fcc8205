using Rondo.DuckDb;

namespace Rondo.Benchmarks.Boosting;

/// <summary>Three million flights of vega-datasets as numbers: is the flight late by a quarter of an hour or more?</summary>
static class FlightsSet
{
    /// <summary>The file, looked for in node_modules from this program's folder upwards; null when it isn't there.</summary>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "node_modules", "vega-datasets", "data", "flights-3m.parquet");
            if (File.Exists(file)) return file;
        }
        return null;
    }

    public static (float[][] Columns, float[] Label) Read(string file)
    {
        using var database = DuckDbDatabase.OpenInMemory(2, 4L << 30);
        using var connection = database.Connect();
        var columns = new List<float>[8];
        for (var j = 0; j < columns.Length; j++) columns[j] = new List<float>(3_000_000);
        using var result = connection.Query($"""
            SELECT distance::FLOAT, (dense_rank() OVER (ORDER BY origin))::FLOAT, (dense_rank() OVER (ORDER BY destination))::FLOAT,
                hour(date)::FLOAT, minute(date)::FLOAT, dayofweek(date)::FLOAT, dayofyear(date)::FLOAT, (delay >= 15)::FLOAT
            FROM read_parquet('{file}') WHERE delay IS NOT NULL
            """);
        foreach (var chunk in result.Chunks())
            for (var j = 0; j < columns.Length; j++) columns[j].AddRange(chunk[j].Values<float>());
        return ([.. columns.Take(7).Select(c => c.ToArray())], [.. columns[7]]);
    }
}
