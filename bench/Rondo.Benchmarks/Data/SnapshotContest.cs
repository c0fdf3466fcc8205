using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Rondo.Benchmarks.Contests;
using Rondo.DuckDb;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Benchmarks.Data;

/// <summary>From a CSV file to a snapshot beside DuckDB's own COPY to Parquet, each in a process of its own, interleaved.</summary>
sealed class SnapshotContest : IBenchmark
{
    private const int Threads = 2;
    private const double Bar = 0.7;

    public string Name => "snapshot";

    public string Summary => "CSV to snapshot (read, hash, store) beside DuckDB's COPY to Parquet [--rows N] [--rounds N] [--csv FILE]";

    public int Run(string[] args)
    {
        if (args is ["--rondo", var ours, var folder]) return Time(() => Keep(ours, folder));
        if (args is ["--duckdb", var theirs, var target]) return Time(() => Copy(theirs, target));
        var options = new Options(args);
        var (rows, rounds) = (options.Number("--rows", 1_000_000), options.Number("--rounds", 5));
        var temporary = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            var csv = options.Text("--csv") ?? Path.Combine(temporary, "orders.csv");
            if (!File.Exists(csv)) OrdersSet.Write(csv, rows, seed: 42);
            Compare(csv, temporary, rounds);
            return 0;
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    void Compare(string csv, string folder, int rounds)
    {
        var megabytes = new FileInfo(csv).Length / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{megabytes:F0} MB of CSV, {Threads} threads, {rounds} interleaved rounds of processes of their own"));
        var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var store = Path.Combine(folder, $"store{round}");
            ours.Add(Seconds("--rondo", csv, store));
            if (round == rounds - 1) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"snapshot {SizeOf(store) / 1e6:F1} MB"));
            Directory.Delete(store, recursive: true);
            var parquet = Path.Combine(folder, "copy.parquet");
            theirs.Add(Seconds("--duckdb", csv, parquet));
            if (round == rounds - 1) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Parquet  {new FileInfo(parquet).Length / 1e6:F1} MB"));
            File.Delete(parquet);
            ratios.Add(theirs[^1] / ours[^1]);
        }
        var ratio = Rounds.Median(ratios);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(ratio >= Bar ? "met   " : "missed")}  Rondo {Rounds.Median(ours):F2} s, DuckDB {Rounds.Median(theirs):F2} s: {ratio:F2} of its throughput ({ratios.Min():F2} .. {ratios.Max():F2}), bar {Bar:F1}"));
    }

    static long SizeOf(string folder) => new DirectoryInfo(Path.Combine(folder, "objects")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    double Seconds(string word, string csv, string target)
    {
        using var run = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(SnapshotContest).Assembly.Location, Name, word, csv, target]) { RedirectStandardOutput = true })!;
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        if (run.ExitCode != 0) throw new InvalidOperationException($"{word} failed.");
        using var json = JsonDocument.Parse(output.Trim().Split('\n')[^1]);
        return json.RootElement.GetDouble();
    }

    static int Time(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        Console.WriteLine(clock.Elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }

    static void Keep(string csv, string folder)
    {
        using var workspace = Workspace.Open(folder);
        var clock = Stopwatch.StartNew();
        var table = SourceReader.Read(new SourceSpec(csv), new SourceOptions { Threads = Threads });
        Console.WriteLine($"read {clock.Elapsed.TotalSeconds}");
        workspace.Snapshots.Keep(table, Threads);
        Console.WriteLine($"kept {clock.Elapsed.TotalSeconds}");
    }

    static void Copy(string csv, string target)
    {
        using var database = DuckDbDatabase.OpenInMemory(Threads, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 7);
        using var connection = database.Connect();
        connection.Execute($"COPY (SELECT * FROM read_csv('{csv}')) TO '{target}' (FORMAT parquet, COMPRESSION zstd)");
    }
}
