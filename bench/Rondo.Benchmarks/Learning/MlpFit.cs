using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Rondo.Benchmarks.Boosting;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Neural;

namespace Rondo.Benchmarks.Learning;

/// <summary>Our side of the comparison, run in a process of its own.</summary>
static class MlpFit
{
    public const string Verb = "--fit";

    public static int Run(int batch, string folder, int threads, int epochs)
    {
        var files = new MatrixFiles(folder);
        var train = files.Read("train");
        train = train with { Target = Target.Regression(train.Target.Values) };
        var algorithm = new MultilayerPerceptron { Hidden = [32, 32], BatchSize = batch, Epochs = epochs, EarlyStopping = 0, LearningRate = 1e-3, Dropout = 0 };
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var model = algorithm.Fit(train, new FitContext { Threads = threads });
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;

        var test = files.Read("test").Features;
        var scores = new double[test.Rows];
        model.Predict(test, scores, threads);
        File.WriteAllBytes(Path.Combine(folder, "scores.f64"), MemoryMarshal.AsBytes(scores.AsSpan()).ToArray());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"fit_seconds":{{seconds}},"cpu_seconds":{{cpu.TotalSeconds}},"peak_mb":{{process.PeakWorkingSet64 / 1e6}}}"""));
        return 0;
    }
}
