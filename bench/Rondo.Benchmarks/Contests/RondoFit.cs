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
        var (model, figures) = Time(fit);
        var scores = score(model, new MatrixFiles(folder).Read("test").Features);
        Tell(folder, scores, figures);
        return 0;
    }

    /// <summary>The same for other work than fits: what it leaves, as numbers that the competitors' can be compared with.</summary>
    public static int Run(string folder, Func<double[]> work)
    {
        var (numbers, figures) = Time(work);
        Tell(folder, numbers, figures);
        return 0;
    }

    static (T Result, string Figures) Time<T>(Func<T> work)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var result = work();
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        return (result, string.Create(CultureInfo.InvariantCulture, $$"""{"fit_seconds":{{seconds}},"cpu_seconds":{{cpu.TotalSeconds}},"peak_mb":{{PeakMegabytes()}}}"""));
    }

    static void Tell(string folder, double[] numbers, string figures)
    {
        File.WriteAllBytes(Path.Combine(folder, Competitor.ScoresFile), MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
        Console.WriteLine(figures);
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
