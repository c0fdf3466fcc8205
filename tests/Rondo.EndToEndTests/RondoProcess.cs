using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Rondo.EndToEndTests;

/// <summary>What a call of the program ended with.</summary>
sealed record Ended(int Code, string Out, string Error, TimeSpan Time)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public override string ToString() => $"exit {Code}\n{Out}\n{Error}";
}

/// <summary>The published program, called as a user calls it, in a folder of the test's own.</summary>
sealed partial class RondoProcess : IDisposable
{
    const int Break = 2, Terminate = 15;

    public string Folder { get; } = Directory.CreateTempSubdirectory("rondo-e2e-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public Ended Run(params string[] arguments) => Run(new Dictionary<string, string>(), arguments);

    public Ended Run(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var start = Stopwatch.GetTimestamp();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(10)), "The program hangs.");
        return new Ended(process.ExitCode, output.Result, error.Result, Stopwatch.GetElapsedTime(start));
    }

    public Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var info = new ProcessStartInfo(Program)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        foreach (var (key, value) in environment) info.Environment[key] = value;
        return Process.Start(info)!;
    }

    /// <summary>What Ctrl-C does.</summary>
    public static void Interrupt(Process process) => Assert.Equal(0, Kill(process.Id, IsBreakIgnored() ? Terminate : Break));

    // A shell's background jobs, and all that they start, ignore Ctrl-C; a signal to end is taken alike.
    static bool IsBreakIgnored()
    {
        var ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        return (Convert.ToUInt64(ignored, 16) & (1UL << (Break - 1))) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of real data sets beside the repository, or null.</summary>
    public static string? Data { get; } = Environment.GetEnvironmentVariable("RONDO_DATA") is { Length: > 0 } told ? told
        : Path.Combine(Root, "..", "shared", "data") is var beside && Directory.Exists(beside) ? Path.GetFullPath(beside) : null;

    /// <summary>The program under test.</summary>
    public static string Program => Environment.GetEnvironmentVariable("RONDO_EXE") is { Length: > 0 } told ? told : Path.Combine(Root, "rondo");

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Rondo.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests are not in a checkout.");
        return folder;
    }
}
