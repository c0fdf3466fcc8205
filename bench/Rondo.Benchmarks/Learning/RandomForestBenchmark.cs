using System.Globalization;
using Rondo.Benchmarks.Boosting;
using Rondo.Engine.Metrics;

namespace Rondo.Benchmarks.Learning;

/// <summary>Fit time, peak memory and AUC of random forests beside scikit-learn's, of equal trees and depth, each fit in a process of its own.</summary>
sealed class RandomForestBenchmark : IBenchmark
{
    private const int Threads = 2;

    public string Name => "random_forest";

    public string Summary => "random forests beside scikit-learn's [--rows N] [--trees N] [--rounds N] [--only synthetic|flights] [--depth 12|0]";

    public int Run(string[] args)
    {
        if (args.FirstOrDefault() == ForestFit.Verb) return ForestFit.Run(args[1], Int(args[2]), Int(args[3]));
        var (rows, trees, rounds) = (Int(Option(args, "--rows") ?? "250000"), Int(Option(args, "--trees") ?? "100"), Int(Option(args, "--rounds") ?? "1"));
        var only = Option(args, "--only");
        int[] depths = Option(args, "--depth") is { } depth ? [Int(depth)] : [12, 0];
        Competitor[] competitors = [Rondo(), BoostingBenchmark.Peer("scikit-learn", "forest_sklearn.py")];
        foreach (var reason in competitors.Select(c => c.Missing())) if (reason is not null) Console.WriteLine(reason);
        competitors = [.. competitors.Where(c => c.Missing() is null)];
        if (only is null or "synthetic") Compare("synthetic", () => SyntheticSet.Make(rows, 1), competitors, depths, trees, rounds);
        if (only is null or "flights")
        {
            if (FlightsSet.Find() is { } file) Compare("flights", () => Head(FlightsSet.Read(file), rows), competitors, depths, trees, rounds);
            else Console.WriteLine("flights: node_modules/vega-datasets/data/flights-3m.parquet is not there; run npm ci");
        }
        return 0;
    }

    /// <summary>Every n-th row, so that about so many are left.</summary>
    static (float[][] Columns, float[] Label) Head((float[][] Columns, float[] Label) set, int rows)
    {
        var step = Math.Max(1, set.Label.Length / rows);
        return ([.. set.Columns.Select(Every)], Every(set.Label));

        float[] Every(float[] values) => [.. values.Where((_, i) => i % step == 0)];
    }

    static void Compare(string name, Func<(float[][] Columns, float[] Label)> make, Competitor[] competitors, int[] depths, int trees, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            var files = new MatrixFiles(folder);
            var (columns, label) = make();
            files.Write(columns, label);
            foreach (var depth in depths)
            {
                File.WriteAllText(Path.Combine(folder, ForestFit.DepthFile), depth.ToString(CultureInfo.InvariantCulture));
                var results = competitors.ToDictionary(c => c.Name, _ => new List<FitResult>());
                for (var round = 0; round < rounds; round++)
                    foreach (var competitor in competitors) results[competitor.Name].Add(competitor.Run(folder, Threads, trees));
                Print($"{name}, max_depth {(depth == 0 ? "unlimited" : depth)}, {trees} trees", files, competitors, results);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Print(string title, MatrixFiles files, Competitor[] competitors, Dictionary<string, List<FitResult>> results)
    {
        var (train, test, features) = files.Shape();
        var target = files.Read("test").Target;
        var ours = results[competitors[0].Name];
        Console.WriteLine($"{title}: {train} training rows x {features}, {test} test rows, {Threads} threads, {ours.Count} interleaved rounds, medians");
        Console.WriteLine($"{"",-14}{"fit s",9}{"cpu s",9}{"peak MB",9}{"AUC",9}{"fit ratio",11}");
        foreach (var competitor in competitors)
        {
            var fits = results[competitor.Name];
            double[] predictions = [.. fits[0].Scores.SelectMany(p => new[] { 1 - p, p })];
            var auc = new RocAuc().Compute(new Scored(target, predictions)).Value;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{competitor.Name,-14}{Median(fits, f => f.FitSeconds),9:F2}{Median(fits, f => f.CpuSeconds),9:F2}{Median(fits, f => f.PeakMegabytes),9:F0}{auc,9:F4}{BoostingBenchmark.Median(ours.Zip(fits, (a, b) => a.FitSeconds / b.FitSeconds)),11:F3}"));
        }
    }

    static double Median(List<FitResult> fits, Func<FitResult, double> figure) => BoostingBenchmark.Median(fits.Select(figure));

    static Competitor Rondo() => new("Rondo", Environment.ProcessPath!, [typeof(RandomForestBenchmark).Assembly.Location, "random_forest", ForestFit.Verb]);

    static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;

    static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
