using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Clustering;
using Rondo.Engine.Numerics;

namespace Rondo.Benchmarks.Learning;

/// <summary>k-means beside scikit-learn's Lloyd from the same start, interleaved, each fit in a process of its own.</summary>
sealed class KMeansBenchmark : IBenchmark
{
    private const string FitVerb = "--fit";
    private const int Columns = 20;
    private const int Clusters = 20;
    private const int Threads = 2;

    public string Name => "k_means";

    public string Summary => "k-means beside scikit-learn from the same start [--rows N] [--rounds N]";

    public int Run(string[] args)
    {
        if (args.FirstOrDefault() == FitVerb) return Fit(args[1]);
        var (rows, rounds) = (Number(args, "--rows", 200_000), Number(args, "--rounds", 5));
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            Write(folder, rows);
            var (ours, theirs) = (new List<JsonElement>(), new List<JsonElement>());
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(Start(Environment.ProcessPath!, typeof(KMeansBenchmark).Assembly.Location, Name, FitVerb, folder));
                theirs.Add(Start("/usr/bin/python3", PeerScript(), folder));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"k_means: {rows} rows x {Columns}, {Clusters} clusters, {Threads} threads, {rounds} interleaved rounds, medians"));
            Print("Rondo", ours, ours);
            Print("scikit-learn", ours, theirs);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Overlapping clouds, so that there is something to do.
    static void Write(string folder, int rows)
    {
        var random = new CounterRandom(1, "k_means_benchmark");
        var values = new float[rows * Columns];
        for (var i = 0; i < rows; i++)
        {
            var cloud = random.Below((ulong)i, Clusters);
            for (var j = 0; j < Columns; j++)
            {
                var noise = 0.0;
                for (var n = 0; n < 4; n++) noise += random.Child((ulong)(n + 1)).Uniform((ulong)(i * Columns + j)) - 0.5;
                values[i * Columns + j] = (float)(2 * random.Child(9).Uniform((ulong)(cloud * Columns + j)) + noise);
            }
        }
        File.WriteAllBytes(Path.Combine(folder, "rows.f32"), MemoryMarshal.AsBytes<float>(values).ToArray());
        File.WriteAllBytes(Path.Combine(folder, "start.f32"), MemoryMarshal.AsBytes(values.AsSpan(0, Clusters * Columns)).ToArray());
    }

    static int Fit(string folder)
    {
        var set = Read(Path.Combine(folder, "rows.f32"));
        // One cluster a row makes a model whose centres are these rows: the start.
        var start = new KMeans { NClusters = Clusters, NInit = 1, MaxIter = 1 }.Fit(Read(Path.Combine(folder, "start.f32")), new FitContext());
        var clock = Stopwatch.StartNew();
        var model = (KMeansModel)new KMeans { NClusters = Clusters }.Fit(set, new FitContext { Threads = Threads, WarmStart = start });
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"fit_seconds":{{seconds}},"iterations":{{model.Iterations}},"inertia":{{model.Inertia}}}"""));
        return 0;
    }

    static TrainingSet Read(string file)
    {
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray();
        var rows = values.Length / Columns;
        float[][] columns = [.. Enumerable.Range(0, Columns).Select(j => Enumerable.Range(0, rows).Select(i => values[i * Columns + j]).ToArray())];
        return new TrainingSet(new FeatureMatrix([.. Enumerable.Range(0, Columns).Select(j => new Feature($"x{j}"))], columns, rows), Target.Unlabelled(rows));
    }

    static JsonElement Start(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        if (run.ExitCode != 0) throw new InvalidOperationException($"{program} failed.");
        using var json = JsonDocument.Parse(output.Trim().Split('\n')[^1]);
        return json.RootElement.Clone();
    }

    static void Print(string name, List<JsonElement> ours, List<JsonElement> fits)
    {
        double[] ratios = [.. ours.Zip(fits, (a, b) => Get(a, "fit_seconds") / Get(b, "fit_seconds")).Order()];
        double[] seconds = [.. fits.Select(f => Get(f, "fit_seconds")).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-14}{seconds[seconds.Length / 2],9:F3} s{Get(fits[0], "iterations"),6:F0} iterations, inertia {Get(fits[0], "inertia"):F1}, fit ratio {ratios[ratios.Length / 2]:F3} ({ratios[0]:F3} .. {ratios[^1]:F3})"));
    }

    static double Get(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    static string PeerScript()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "bench", "peers", "k_means_sklearn.py");
            if (File.Exists(file)) return file;
        }
        throw new FileNotFoundException("bench/peers/k_means_sklearn.py is not above this program.");
    }

    static int Number(string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? int.Parse(args[i + 1], CultureInfo.InvariantCulture) : otherwise;
}
