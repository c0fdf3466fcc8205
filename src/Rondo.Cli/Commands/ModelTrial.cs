using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using Rondo.Engine.Errors;
using Rondo.OnnxRuntime;

namespace Rondo.Cli.Commands;

/// <summary>Tries a model of strangers in a process of its own first: native code that it brings down, or that takes all memory or time, is then not this one's.</summary>
static class ModelTrial
{
    const long MostMemory = 6L << 30;
    static readonly TimeSpan _longest = TimeSpan.FromMinutes(3);

    /// <exception cref="RondoException">The other process broke down or did not end.</exception>
    public static void Run(ParseResult parsed, string tryOnly, CancellationToken cancellation)
    {
        if (Myself() is not { } start) return;
        // What the other one found too large is too large here.
        if (Assembly.GetEntryAssembly() == typeof(ModelTrial).Assembly) LimitMemory();
        foreach (var token in parsed.Tokens) start.ArgumentList.Add(token.Value);
        start.ArgumentList.Add(tryOnly);
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The trial did not start.");
        using var ending = cancellation.Register(() => child.Kill());
        child.OutputDataReceived += static (_, _) => { };
        child.ErrorDataReceived += static (_, _) => { };
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        if (!child.WaitForExit(_longest))
        {
            child.Kill();
            throw Unsafe($"it had no answer after {_longest.TotalMinutes:0} minutes");
        }
        cancellation.ThrowIfCancellationRequested();
        // What it refuses in words is refused here in the same words.
        const int FirstSignal = 128;
        if (child.ExitCode is >= FirstSignal or < 0) throw Unsafe($"ONNX Runtime broke down on it (exit code {child.ExitCode})");
    }

    /// <summary>Bounds what the runtime may take in this process from now on.</summary>
    public static void LimitMemory() => MemoryLimit.AllowMore(MostMemory);

    static ProcessStartInfo? Myself()
    {
        var assembly = typeof(ModelTrial).Assembly.Location;
        var host = Environment.ProcessPath;
        var isProgram = Path.GetFileNameWithoutExtension(host) == "rondo";
        if (!isProgram && (assembly.Length == 0 || Path.GetFileNameWithoutExtension(host) != "dotnet")) return null;
        var start = new ProcessStartInfo(host!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (!isProgram) start.ArgumentList.Add(assembly);
        return start;
    }

    static RondoException Unsafe(string why) => new("unsafe_model", $"The model is not taken: {why}. Nothing was registered.");
}
