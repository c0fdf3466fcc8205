using System.Globalization;
using Rondo.Benchmarks.Contests;

namespace Rondo.Benchmarks.Serving;

/// <summary>What watching costs those who are answered: <c>rondo up</c> as it is, with its log, gauges, labels and alerts, beside the same without a log and so without anything to watch.</summary>
static class Monitoring
{
    const int Bodies = 5000, Connections = 4;
    const double Bar = 1.1;

    public static bool Compare(string folder, CensusSet census, int rounds, int seconds)
    {
        var bodies = Path.Combine(folder, "watched.txt");
        File.WriteAllLines(bodies, Enumerable.Range(0, Bodies).Select(census.Json));
        using var watched = PinnedServer.Start(folder, "dotnet", Competitor.Product, "up", "--port", "0");
        using var alone = PinnedServer.Start(folder, "dotnet", Competitor.Product, "up", "--port", "0", "--no-log");
        WrkResult Load(PinnedServer server) => Wrk.Run($"{server.Address}/models/census/predict", bodies, Connections, seconds);
        Load(watched);
        Load(alone);
        var results = Enumerable.Range(0, rounds).Select(_ => (Watched: Load(watched), Alone: Load(alone))).ToArray();
        var ratios = results.Select(r => r.Watched.P99Microseconds / r.Alone.P99Microseconds).ToArray();
        var ratio = Rounds.Median(ratios);
        double Of(Func<(WrkResult Watched, WrkResult Alone), double> figure) => Rounds.Median(results.Select(figure));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rondo up, a row, {Connections} connections, {rounds} interleaved rounds: p99 watched {Of(r => r.Watched.P99Microseconds):N0} us ({Of(r => r.Watched.PerSecond):N0}/s), not watched {Of(r => r.Alone.P99Microseconds):N0} us ({Of(r => r.Alone.PerSecond):N0}/s), ratio {ratio:0.00} ({ratios.Min():0.00} .. {ratios.Max():0.00})  {(ratio <= Bar ? "met" : "missed")}, bar at most {Bar}"));
        return ratio <= Bar;
    }
}
