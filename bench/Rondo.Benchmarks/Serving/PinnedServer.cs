using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Rondo.Benchmarks.Serving;

/// <summary>A server in a process of its own, on the first core; it says where it listens, as 'at http://...' or 'is up: http://...'.</summary>
sealed partial class PinnedServer : IDisposable
{
    readonly Process _process;

    PinnedServer(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public static PinnedServer Start(string folder, params string[] command)
    {
        var process = Process.Start(new ProcessStartInfo("taskset", ["-c", "0", .. command]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        while (process.StandardOutput.ReadLine() is { } line)
            if (At().Match(line) is { Success: true } match) return new PinnedServer(process, match.Groups[1].Value);
        throw new InvalidOperationException($"'{string.Join(' ', command)}' does not start.");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    [GeneratedRegex(@"(?:at|up:) (http://[0-9.:]+)")]
    private static partial Regex At();
}
