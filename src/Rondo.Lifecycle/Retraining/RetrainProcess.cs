using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Retraining;

/// <summary>
/// A retrain in a process of its own: it takes neither the memory nor the turn of those who answer, and goes on when they stop. It inherits the
/// priority of the thread that starts it.
/// </summary>
/// <param name="program">The command of this program, such as its path; nothing where it can't be started again.</param>
/// <param name="workspace">What it works on.</param>
public sealed class RetrainProcess(IReadOnlyList<string> program, Workspace workspace)
{
    const int LongestReason = 2000;

    /// <summary>How this program was started.</summary>
    public static IReadOnlyList<string> Self()
    {
        if (Environment.ProcessPath is not { } path) return [];
        // Started as `dotnet rondo.dll`, the first argument is the program.
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Environment.GetCommandLineArgs()[0]] : [path];
    }

    /// <summary>Works at the job until it is over.</summary>
    /// <param name="memoryBytes">What the process may take for what it computes.</param>
    /// <param name="cancellation">Lets it go on alone.</param>
    /// <returns>Why it ended badly; null when it did not.</returns>
    public string? Run(RetrainJob job, long memoryBytes, int threads, CancellationToken cancellation) =>
        Run(["retrain", job.Model, "--job", job.Id], memoryBytes, threads, cancellation);

    /// <summary>Counts the rows of the model's source.</summary>
    public string? Count(string model, long memoryBytes, CancellationToken cancellation) => Run(["retrain", model, "--count"], memoryBytes, 1, cancellation);

    string? Run(string[] words, long memoryBytes, int threads, CancellationToken cancellation)
    {
        if (program.Count == 0) return "This program doesn't know how it was started.";
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), .. words, "--quiet", "--threads", threads.ToString(CultureInfo.InvariantCulture), "--workspace", workspace.Folder])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(workspace.Folder),
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = memoryBytes.ToString("x", CultureInfo.InvariantCulture);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            process.WaitForExitAsync(cancellation).GetAwaiter().GetResult();
            output.GetAwaiter().GetResult();
            var reason = errors.GetAwaiter().GetResult().Trim();
            return process.ExitCode == 0 ? null : reason.Length == 0 ? FormattableString.Invariant($"Its process ended with code {process.ExitCode}.") : reason[..Math.Min(reason.Length, LongestReason)];
        }
        catch (Win32Exception fault)
        {
            throw new RondoException("program_not_started", $"'{program[0]}' can't be started: {fault.Message}");
        }
    }
}
