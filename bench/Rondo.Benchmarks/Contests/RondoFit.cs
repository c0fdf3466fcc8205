using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Rondo.Engine.Algorithms;

namespace Rondo.Benchmarks.Contests;

/// <summary>Our side of a comparison, run in a process of its own: only the fit is timed, neither start-up nor reading files.</summary>
static class RondoFit
{
    public const string Verb = "--fit";

    /// <param name="score">The scores of the test rows.</param>
    public static int Run(string folder, Func<IModel> fit, Func<IModel, FeatureMatrix, double[]> score)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var model = fit();
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        var peak = PeakMegabytes();

        var scores = score(model, new MatrixFiles(folder).Read("test").Features);
        File.WriteAllBytes(Path.Combine(folder, Competitor.ScoresFile), MemoryMarshal.AsBytes(scores.AsSpan()).ToArray());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$"""{"fit_seconds":{{seconds}},"cpu_seconds":{{cpu.TotalSeconds}},"peak_mb":{{peak}}}"""));
        return 0;
    }

    /// <summary>Of each row the last of so many outputs.</summary>
    public static double[] LastOutput(IModel model, FeatureMatrix rows, int threads)
    {
        var predictions = new double[rows.Rows * model.Outputs];
        model.Predict(rows, predictions, threads);
        return [.. predictions.Where((_, i) => (i + 1) % model.Outputs == 0)];
    }

    static double PeakMegabytes()
    {
        if (!OperatingSystem.IsLinux()) return Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
