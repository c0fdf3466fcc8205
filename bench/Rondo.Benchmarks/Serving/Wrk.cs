using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Rondo.Benchmarks.Serving;

/// <summary>What one run of wrk on the second core measured.</summary>
sealed record WrkResult(double PerSecond, double MedianMicroseconds, double P99Microseconds);

/// <summary>The load: wrk (https://github.com/wg/wrk) with one thread, from a file with a body a line.</summary>
static class Wrk
{
    /// <param name="rest">Milliseconds that each connection rests between two requests; null for none, which saturates the server.</param>
    public static WrkResult Run(string url, string bodies, int connections, int seconds, int? rest = null)
    {
        var script = Contests.Competitor.Peer("wrk", "rows.lua").Arguments[0];
        string[] pace = rest is { } milliseconds ? [Number("", milliseconds)] : [];
        var start = new ProcessStartInfo("taskset", ["-c", "1", "wrk", "-t1", Number("-c", connections), Number("-d", seconds), "--latency", "-s", script, url, "--", bodies, .. pace]) { RedirectStandardOutput = true };
        using var wrk = Process.Start(start)!;
        var said = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        var line = said.Split('\n').LastOrDefault(l => l.StartsWith('{')) ?? throw new InvalidOperationException($"wrk says: {said}");
        using var figures = JsonDocument.Parse(line);
        double Get(string name) => figures.RootElement.GetProperty(name).GetDouble();
        // A refused request is no answer: the figures would be those of refusals.
        if (Get("failed") > 0) throw new InvalidOperationException($"{Get("failed")} requests to {url} failed.");
        return new WrkResult(Get("per_second"), Get("p50_us"), Get("p99_us"));
    }

    static string Number(string option, int value) => option + value.ToString(CultureInfo.InvariantCulture);
}
