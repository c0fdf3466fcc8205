using System.Diagnostics;
using System.Globalization;
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

    /// <summary>Stops the program's clockwork while another one is measured on its core.</summary>
    public void Pause() => Signal("-STOP");

    public void Resume() => Signal("-CONT");

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    [GeneratedRegex(@"(?:at|up:) (http://[0-9.:]+)")]
    private static partial Regex At();
}
