using Rondo.Benchmarks.Contests;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Benchmarks.Data;

/// <summary>From a CSV file to a snapshot, read, hashed and stored in chunks, beside DuckDB's own COPY of the file to Parquet.</summary>
sealed class SnapshotContest : IDataContest
{
    private const string File = "orders.csv";

    public string Name => "snapshot";

    /// <summary>At least 0.7 of DuckDB's throughput.</summary>
    public double Bar => 1 / 0.7;

    public Competitor[] Peers => [Competitor.Rondo("data", ParquetCopy.Verb) with { Name = "DuckDB" }];

    public string Title(Options options) => FormattableString.Invariant($"CSV to snapshot of {Rows(options):N0} rows x {OrdersSet.Columns} columns");

    public void Prepare(string folder, Options options) => OrdersSet.Write(Path.Combine(folder, File), Rows(options), seed: 42);

    public int Compete(string folder)
    {
        var store = Path.Combine(folder, "store");
        if (Directory.Exists(store)) Directory.Delete(store, recursive: true);
        using var workspace = Workspace.Open(store);
        return RondoFit.Run(folder, () =>
        {
            var table = SourceReader.Read(new SourceSpec(Path.Combine(folder, File)), new SourceOptions { Threads = DataBenchmark.Threads });
            var kept = workspace.Snapshots.Keep(table, DataBenchmark.Threads);
            Console.Error.WriteLine(FormattableString.Invariant($"snapshot {kept.Manifest.Bytes / 1e6:F1} MB"));
            return [kept.Manifest.Rows, kept.Manifest.Schema.Fields.Length];
        });
    }

    public string? Differs(double[] ours, double[] theirs) => ours.AsSpan().SequenceEqual(theirs) ? null : "the tables have other shapes";

    static int Rows(Options options) => options.Number("--rows", 1_000_000);
}
