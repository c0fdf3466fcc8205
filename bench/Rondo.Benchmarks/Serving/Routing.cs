using System.Diagnostics;
using System.Globalization;
using Rondo.Benchmarks.Contests;

namespace Rondo.Benchmarks.Serving;

/// <summary>
/// What trying another version costs those who are answered: <c>rondo serve</c> with one version, with a shadow of all requests, and with a canary that answers a tenth.
/// What looking at logs and figures costs <c>rondo up</c> is measured by <see cref="Monitoring"/>.
/// Connections rest between requests: a saturated server has no time for shadows and leaves them out, which would cost nothing.
/// </summary>
static class Routing
{
    const int Bodies = 5000, Connections = 4, WarmSeconds = 20, Rest = 1;
    const double Bar = 1.1;

    public static bool Compare(string folder, CensusSet census, int rounds, int seconds)
    {
        var bodies = Path.Combine(folder, "routed.txt");
        File.WriteAllLines(bodies, Enumerable.Range(0, Bodies).Select(census.Json));
        // A second version, of another seed.
        Product(folder, "run", "--quiet", "--seed", "2");
        Product(folder, "models", "promote", "census@1", "--force");
        var (shadowed, shared) = (Copy(folder, "shadowed"), Copy(folder, "shared"));
        Product(shadowed, "experiment", "start", "census", "--mode", "shadow", "--treatment", "2");
        Product(shared, "experiment", "start", "census", "--mode", "canary", "--treatment", "2");
        using var alone = PinnedServer.Start(folder, "dotnet", Competitor.Product, "serve", "census", "--port", "0");
        using var shadow = PinnedServer.Start(shadowed, "dotnet", Competitor.Product, "serve", "census", "--port", "0");
        using var canary = PinnedServer.Start(shared, "dotnet", Competitor.Product, "serve", "census", "--port", "0");
        PinnedServer[] servers = [alone, shadow, canary];
        foreach (var server in servers) server.Pause();
        WrkResult Load(PinnedServer server, int time, int? rest)
        {
            server.Resume();
            var result = Wrk.Run($"{server.Address}/models/census/predict", bodies, Connections, time, rest);
            server.Pause();
            return result;
        }

        foreach (var server in servers) Load(server, WarmSeconds, rest: null);
        var results = Enumerable.Range(0, rounds).Select(_ => (Alone: Load(alone, seconds, Rest), Shadow: Load(shadow, seconds, Rest), Canary: Load(canary, seconds, Rest))).ToArray();
        var isMet = Tell("a shadow of all", [.. results.Select(r => (r.Shadow, r.Alone))]);
        return isMet & Tell("a canary of a tenth", [.. results.Select(r => (r.Canary, r.Alone))]);
    }

    static bool Tell(string what, (WrkResult Tried, WrkResult Alone)[] results)
    {
        var ratios = results.Select(r => r.Tried.P99Microseconds / r.Alone.P99Microseconds).ToArray();
        var ratio = Rounds.Median(ratios);
        double Of(Func<(WrkResult Tried, WrkResult Alone), double> figure) => Rounds.Median(results.Select(figure));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, {Connections} connections, {results.Length} interleaved rounds: p99 {Of(r => r.Tried.P99Microseconds):N0} us ({Of(r => r.Tried.PerSecond):N0}/s), alone {Of(r => r.Alone.P99Microseconds):N0} us ({Of(r => r.Alone.PerSecond):N0}/s), ratio {ratio:0.00} ({ratios.Min():0.00} .. {ratios.Max():0.00}), p50 {Of(r => r.Tried.MedianMicroseconds):N0} and {Of(r => r.Alone.MedianMicroseconds):N0} us  {(ratio <= Bar ? "met" : "missed")}, bar at most {Bar}"));
        return ratio <= Bar;
    }

    static string Copy(string folder, string name)
    {
        var copy = Path.Combine(folder, name);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, ".rondo"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }

    static void Product(string folder, params string[] words)
    {
        using var run = Process.Start(new ProcessStartInfo("dotnet", [Competitor.Product, .. words]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        if (run.ExitCode != 0) throw new InvalidOperationException($"rondo {string.Join(' ', words)} failed.");
    }
}
