using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;

namespace Rondo.Benchmarks.Boosting;

/// <summary>Fit time, peak memory and AUC of gradient boosting beside XGBoost's and scikit-learn's, interleaved, each fit in a process of its own.</summary>
sealed class BoostingBenchmark : IBenchmark
{
    private const int Trees = 100;
    private const int Threads = 2;

    public string Name => "boosting";

    public string Summary => "gradient boosting beside XGBoost hist and scikit-learn HGB [--rows N] [--rounds N] [--only synthetic|flights]";

    public int Run(string[] args)
    {
        if (args.FirstOrDefault() == RondoFit.Verb) return RondoFit.Run(args[1], Int(args[2]), Int(args[3]));
        var (rows, rounds, only) = (Int(Option(args, "--rows") ?? "1250000"), Int(Option(args, "--rounds") ?? "5"), Option(args, "--only"));
        Competitor[] competitors = [Rondo(), Peer("XGBoost", "boosting_xgboost.py"), Peer("scikit-learn", "boosting_sklearn.py")];
        foreach (var reason in competitors.Select(c => c.Missing())) if (reason is not null) Console.WriteLine(reason);
        competitors = [.. competitors.Where(c => c.Missing() is null)];
        if (only is null or "synthetic") Compare("synthetic", () => SyntheticSet.Make(rows, 1), competitors, rounds);
        if (only is null or "flights")
        {
            if (FlightsSet.Find() is { } file) Compare("flights", () => FlightsSet.Read(file), competitors, rounds);
            else Console.WriteLine("flights: node_modules/vega-datasets/data/flights-3m.parquet is not there; run npm ci");
        }
        return 0;
    }

    static void Compare(string name, Func<(float[][] Columns, float[] Label)> make, Competitor[] competitors, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            var files = new MatrixFiles(folder);
            Write(files, make);
            var target = files.Read("test").Target;
            var results = competitors.ToDictionary(c => c.Name, _ => new List<FitResult>());
            for (var round = 0; round < rounds; round++)
                foreach (var competitor in competitors) results[competitor.Name].Add(competitor.Run(folder, Threads, Trees));
            Print(name, files.Shape(), target, competitors, results);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Write(MatrixFiles files, Func<(float[][] Columns, float[] Label)> make)
    {
        var (columns, label) = make();
        files.Write(columns, label);
    }

    static void Print(string name, (int Train, int Test, int Features) shape, Target target, Competitor[] competitors, Dictionary<string, List<FitResult>> results)
    {
        var ours = results[competitors[0].Name];
        Console.WriteLine($"{name}: {shape.Train} training rows x {shape.Features}, {shape.Test} test rows, {Trees} trees, 31 leaves, 255 bins, learning rate 0.1, {Threads} threads, {ours.Count} interleaved rounds, medians");
        Console.WriteLine($"{"",-14}{"fit s",9}{"cpu s",9}{"M rows x features/s",21}{"peak MB",9}{"AUC",9}{"fit ratio",11}  (from .. to)");
        foreach (var competitor in competitors)
        {
            var fits = results[competitor.Name];
            var seconds = Median(fits.Select(f => f.FitSeconds));
            // How our time compares with theirs in the same round.
            double[] ratios = [.. ours.Zip(fits, (a, b) => a.FitSeconds / b.FitSeconds)];
            double[] predictions = [.. fits[0].Scores.SelectMany(p => new[] { 1 - p, p })];
            var auc = new RocAuc().Compute(new Scored(target, predictions)).Value;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{competitor.Name,-14}{seconds,9:F2}{Median(fits.Select(f => f.CpuSeconds)),9:F2}{(double)shape.Train * shape.Features * Trees / seconds / 1e6,21:F0}{Median(fits.Select(f => f.PeakMegabytes)),9:F0}{auc,9:F4}{Median(ratios),11:F3}  ({ratios.Min():F3} .. {ratios.Max():F3})"));
        }
    }

    static Competitor Rondo() => new("Rondo", Environment.ProcessPath!, [typeof(BoostingBenchmark).Assembly.Location, "boosting", RondoFit.Verb]);

    public static Competitor Peer(string name, string script)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "bench", "peers", script);
            if (File.Exists(file)) return new Competitor(name, "/usr/bin/python3", [file]);
        }
        return new Competitor(name, "/usr/bin/python3", [script]);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;

    static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
