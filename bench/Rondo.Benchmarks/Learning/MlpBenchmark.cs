using System.Globalization;
using Rondo.Benchmarks.Boosting;

namespace Rondo.Benchmarks.Learning;

/// <summary>
/// Time of an epoch of a 32-32-1 network beside scikit-learn's and PyTorch's: same rows, batches and epochs, each fit in a process of its
/// own, interleaved. Small batches show what a step costs besides its arithmetic, large ones the arithmetic.
/// </summary>
sealed class MlpBenchmark : IBenchmark
{
    private const int Threads = 2;

    public string Name => "mlp";

    public string Summary => "a neural network's epoch beside scikit-learn and PyTorch [--rounds N] [--rows N] [--only california|synthetic]";

    public int Run(string[] args)
    {
        if (args.FirstOrDefault() == MlpFit.Verb) return MlpFit.Run(Int(args[1]), args[2], Int(args[3]), Int(args[4]));
        var (rows, rounds, only) = (Int(Option(args, "--rows") ?? "250000"), Int(Option(args, "--rounds") ?? "3"), Option(args, "--only"));
        var present = Present();
        if (only is null or "california")
        {
            if (CaliforniaSet.Find() is { } file) Compare("california", () => CaliforniaSet.Read(file), present, [32, 256, 1024], epochs: 10, rounds);
            else Console.WriteLine("california: RONDO_DATA names no folder with california_housing.csv");
        }
        if (only is null or "synthetic") Compare("synthetic", () => SyntheticSet.Make(rows, 1), present, [32, 256, 1024], epochs: 3, rounds);
        return 0;
    }

    static void Compare(string name, Func<(float[][] Columns, float[] Label)> make, string[] present, int[] batches, int epochs, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            var files = new MatrixFiles(folder);
            var (columns, label) = make();
            files.Write(columns, label);
            var truth = files.Read("test").Target.Values;
            Console.WriteLine($"{name}: {files.Shape().Train} training rows x {columns.Length}, layers 32-32-1, relu, adam, {epochs} epochs, {Threads} threads, {rounds} interleaved rounds, medians");
            Console.WriteLine($"{"",-14}{"batch",6}{"ms/epoch",10}{"cpu ms",9}{"us/step",9}{"RMSE",9}{"ratio",8}  (from .. to)");
            foreach (var batch in batches) CompareBatch(folder, present, batch, files.Shape().Train, truth, epochs, rounds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void CompareBatch(string folder, string[] present, int batch, int rows, double[] truth, int epochs, int rounds)
    {
        Competitor[] competitors = [.. Competitors(batch).Where(c => present.Contains(c.Name))];
        var results = competitors.ToDictionary(c => c.Name, _ => new List<FitResult>());
        for (var round = 0; round < rounds; round++)
            foreach (var competitor in competitors) results[competitor.Name].Add(competitor.Run(folder, Threads, epochs));
        var ours = results[competitors[0].Name];
        var steps = (rows + batch - 1) / batch;
        foreach (var competitor in competitors)
        {
            var fits = results[competitor.Name];
            var epoch = Median(fits.Select(f => f.FitSeconds)) / epochs;
            // How our time compares with theirs in the same round.
            double[] ratios = [.. ours.Zip(fits, (a, b) => a.FitSeconds / b.FitSeconds)];
            var error = Math.Sqrt(fits[0].Scores.Zip(truth, (p, y) => (p - y) * (p - y)).Average());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{competitor.Name,-14}{batch,6}{epoch * 1e3,10:F1}{Median(fits.Select(f => f.CpuSeconds)) / epochs * 1e3,9:F1}{epoch / steps * 1e6,9:F1}{error,9:F4}{Median(ratios),8:F3}  ({ratios.Min():F3} .. {ratios.Max():F3})"));
        }
    }

    static Competitor[] Competitors(int batch)
    {
        var size = batch.ToString(CultureInfo.InvariantCulture);
        return
        [
            new("Rondo", Environment.ProcessPath!, [typeof(MlpBenchmark).Assembly.Location, "mlp", MlpFit.Verb, size]),
            new("scikit-learn", "/usr/bin/python3", [Script("mlp_sklearn.py"), size]),
            new("PyTorch", "/usr/bin/python3", [Script("mlp_torch.py"), size]),
        ];
    }

    /// <summary>Names of those that can compete here; says why the others can't.</summary>
    static string[] Present()
    {
        var names = new List<string>();
        foreach (var competitor in Competitors(0))
        {
            if (competitor.Missing() is { } reason) Console.WriteLine(reason);
            else names.Add(competitor.Name);
        }
        return [.. names];
    }

    static string Script(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "bench", "peers", name);
            if (File.Exists(file)) return file;
        }
        return name;
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;

    static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
