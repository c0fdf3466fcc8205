using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Rondo.Benchmarks.Contests;

/// <summary>One fit in a process of its own.</summary>
sealed record FitResult(double FitSeconds, double CpuSeconds, double PeakMegabytes, double[] Scores);

/// <summary>A program that reads a <see cref="MatrixFiles"/> folder, fits, writes the test rows' scores and prints its figures as JSON.</summary>
sealed record Competitor(string Name, string Program, string[] Arguments)
{
    public const string ScoresFile = "scores.f64";

    /// <summary>The product, as the same build made it.</summary>
    public static string Product { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Rondo.Cli", "release", "rondo.dll"));

    /// <summary>This program again, asked to fit what the benchmark compares.</summary>
    public static Competitor Rondo(params string[] words) =>
        new("Rondo", Environment.ProcessPath!, [typeof(Competitor).Assembly.Location, .. words]);

    /// <summary>A script in bench/peers, looked for from this program's folder upwards.</summary>
    public static Competitor Peer(string name, string script)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "bench", "peers", script);
            if (File.Exists(file)) return new Competitor(name, "/usr/bin/python3", [file]);
        }
        return new Competitor(name, "/usr/bin/python3", [script]);
    }

    /// <summary>Those that can compete here; says why the others can't.</summary>
    public static Competitor[] Present(params Competitor[] all)
    {
        foreach (var reason in all.Select(c => c.Missing())) if (reason is not null) Console.WriteLine(reason);
        return [.. all.Where(c => c.Missing() is null)];
    }

    /// <summary>Why it can't compete here, or null.</summary>
    public string? Missing()
    {
        if (Arguments[0].EndsWith(".dll", StringComparison.Ordinal)) return null;
        if (!File.Exists(Program)) return $"{Name}: {Program} is not installed";
        var run = Start([Arguments[0], "--check"]);
        var errors = run.StandardError.ReadToEnd();
        run.WaitForExit();
        return run.ExitCode == 0 ? null : $"{Name}: not installed ({errors.Trim().Split('\n')[^1]})";
    }

    public FitResult Run(string folder, int threads, int rounds)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        using var run = Start([.. Arguments, folder, threads.ToString(culture), rounds.ToString(culture)]);
        var output = run.StandardOutput.ReadToEnd();
        var errors = run.StandardError.ReadToEnd();
        run.WaitForExit();
        if (run.ExitCode != 0) throw new InvalidOperationException($"{Name} failed: {errors}");
        using var json = JsonDocument.Parse(output.Trim().Split('\n')[^1]);
        double Get(string name) => json.RootElement.GetProperty(name).GetDouble();
        var bytes = File.ReadAllBytes(Path.Combine(folder, ScoresFile));
        return new FitResult(Get("fit_seconds"), Get("cpu_seconds"), Get("peak_mb"), MemoryMarshal.Cast<byte, double>(bytes).ToArray());
    }

    Process Start(string[] arguments) => Process.Start(new ProcessStartInfo(Program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
