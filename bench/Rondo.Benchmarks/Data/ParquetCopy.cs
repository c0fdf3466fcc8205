using Rondo.Benchmarks.Contests;
using Rondo.DuckDb;

namespace Rondo.Benchmarks.Data;

/// <summary>DuckDB by itself, in a process of its own: the CSV file to one Parquet file.</summary>
static class ParquetCopy
{
    public const string Verb = "--parquet-copy";

    public static int Run(string folder)
    {
        var (csv, parquet) = (Path.Combine(folder, "orders.csv"), Path.Combine(folder, "copy.parquet"));
        using var database = DuckDbDatabase.OpenInMemory(DataBenchmark.Threads, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 7);
        using var connection = database.Connect();
        return RondoFit.Run(folder, () =>
        {
            connection.Execute($"COPY (SELECT * FROM read_csv('{csv}')) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)");
            Console.Error.WriteLine(FormattableString.Invariant($"Parquet {new FileInfo(parquet).Length / 1e6:F1} MB"));
            using var result = connection.Query($"SELECT CAST(num_rows AS DOUBLE) FROM parquet_file_metadata('{parquet}')");
            using var chunk = result.Next()!;
            return [chunk[0].Values<double>()[0], OrdersSet.Columns];
        });
    }
}
