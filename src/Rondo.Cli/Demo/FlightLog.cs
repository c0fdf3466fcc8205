using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Sources;

namespace Rondo.Cli.Demo;

/// <summary>The flights of the first half of 2001 in the United States (Bureau of Transportation Statistics, by the npm package vega-datasets), one of sixteen, day by day.</summary>
static class FlightLog
{
    const double Share = 1.0 / 16;
    const int LateMinutes = 15;

    /// <exception cref="RondoException">The file isn't there, or is another one.</exception>
    public static IReadOnlyList<IReadOnlyList<Flight>> Read(string file, int threads, CancellationToken cancellation)
    {
        var table = SourceReader.Read(new SourceSpec(file), new SourceOptions { Threads = threads }, cancellation: cancellation);
        foreach (var name in (string[])["date", "delay", "distance", "origin", "destination"])
            if (!table.Schema.Contains(name)) throw new RondoException("unknown_column", $"The demo's flights have no column '{name}'.", "Give the file flights-3m.parquet of the npm package vega-datasets with --data.");
        var (dates, delays, distances) = (((IntegerColumn)table["date"]).Values, ((IntegerColumn)table["delay"]).Values, ((IntegerColumn)table["distance"]).Values);
        var (origins, destinations) = ((TextColumn)table["origin"], (TextColumn)table["destination"]);
        var late = LateShares(dates, delays, origins);
        var random = new CounterRandom(7, "demo flights");
        var days = new SortedDictionary<DateTime, List<Flight>>();
        for (var row = 0; row < dates.Length; row++)
        {
            var time = DateTime.UnixEpoch.AddTicks(dates[row] * TimeSpan.TicksPerMicrosecond);
            if (random.Uniform((ulong)row) >= Share || !late.TryGetValue((time.Date.AddDays(-1), origins[row]!), out var yesterday)) continue;
            if (!days.TryGetValue(time.Date, out var flights)) days[time.Date] = flights = [];
            flights.Add(new Flight(time.Date, flights.Count, time.Hour, (int)time.DayOfWeek, origins[row]!, destinations[row]!, distances[row], (double)yesterday.Late / yesterday.All, delays[row] >= LateMinutes));
        }
        return [.. days.Values];
    }

    static Dictionary<(DateTime, string), (int Late, int All)> LateShares(long[] dates, long[] delays, TextColumn origins)
    {
        var shares = new Dictionary<(DateTime, string), (int Late, int All)>();
        for (var row = 0; row < dates.Length; row++)
        {
            var key = (DateTime.UnixEpoch.AddTicks(dates[row] * TimeSpan.TicksPerMicrosecond).Date, origins[row]!);
            var (late, all) = shares.GetValueOrDefault(key);
            shares[key] = (late + (delays[row] >= LateMinutes ? 1 : 0), all + 1);
        }
        return shares;
    }
}
