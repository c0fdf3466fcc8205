using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Rondo.Benchmarks.Boosting;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Recipes;

namespace Rondo.Benchmarks.Learning;

/// <summary>Our side of the comparison of forests, run in a process of its own.</summary>
static class ForestFit
{
    public const string Verb = "--fit";
    public const string DepthFile = "max_depth.txt";

    public static int Run(string folder, int threads, int trees)
    {
        var files = new MatrixFiles(folder);
        var train = files.Read("train");
        var depth = int.Parse(File.ReadAllText(Path.Combine(folder, DepthFile)), CultureInfo.InvariantCulture);
        var algorithm = new RandomForest { NEstimators = trees, MaxDepth = depth };
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var model = algorithm.Fit(train, new FitContext { Threads = threads });
        var seconds = clock.Elapsed.TotalSeconds;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var peak = RondoFit.PeakMegabytes();

        var test = files.Read("test").Features;
        var predictions = new double[test.Rows * 2];
        clock.Restart();
        model.Predict(test, predictions, threads);
        Console.Error.WriteLine($"{((ForestModel)model).Nodes} nodes, model {Megabytes(model):F0} MB, prediction {clock.Elapsed.TotalSeconds:F2} s");
        double[] scores = [.. predictions.Where((_, i) => i % 2 == 1)];
        File.WriteAllBytes(Path.Combine(folder, "scores.f64"), MemoryMarshal.AsBytes(scores.AsSpan()).ToArray());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"fit_seconds":{{seconds}},"cpu_seconds":{{cpu.TotalSeconds}},"peak_mb":{{peak}},"model_mb":{{Megabytes(model)}}}"""));
        return 0;
    }

    static double Megabytes(IModel model)
    {
        var writer = new PipelineWriter();
        writer.Fitted(model);
        return writer.Written.Length / 1e6;
    }
}
