using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;

namespace Rondo.Benchmarks.Boosting;

/// <summary>Our side of the comparison, run in a process of its own.</summary>
static class RondoFit
{
    public const string Verb = "--fit";

    public static int Run(string folder, int threads, int rounds)
    {
        var files = new MatrixFiles(folder);
        var train = files.Read("train");
        var algorithm = new GradientBoosting
        {
            NEstimators = rounds,
            LearningRate = 0.1,
            MaxLeaves = 31,
            MaxBins = 255,
            EarlyStopping = 0,
            Subsample = 1,
            Colsample = 1,
        };
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var model = algorithm.Fit(train, new FitContext { Threads = threads });
        var seconds = clock.Elapsed.TotalSeconds;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var peak = PeakMegabytes();

        var test = files.Read("test").Features;
        var predictions = new double[test.Rows * 2];
        model.Predict(test, predictions, threads);
        double[] scores = [.. predictions.Where((_, i) => i % 2 == 1)];
        File.WriteAllBytes(Path.Combine(folder, "scores.f64"), MemoryMarshal.AsBytes(scores.AsSpan()).ToArray());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"fit_seconds":{{seconds}},"cpu_seconds":{{cpu.TotalSeconds}},"peak_mb":{{peak}}}"""));
        return 0;
    }

    public static double PeakMegabytes()
    {
        if (!OperatingSystem.IsLinux()) return Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
