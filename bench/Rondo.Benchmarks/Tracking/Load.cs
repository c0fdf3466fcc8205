using System.Diagnostics;

namespace Rondo.Benchmarks.Tracking;

/// <summary>Requests a second, and how long one takes.</summary>
sealed record LoadResult(double PerSecond, double MedianMilliseconds, double P99Milliseconds)
{
    /// <summary>Sends requests on so many connections for a while.</summary>
    /// <param name="next">The request of a connection's turn.</param>
    public static LoadResult Measure(int port, int connections, TimeSpan time, Func<LoadConnection, int, long, byte[]> next)
    {
        var times = new List<double>[connections];
        var watch = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, connections).Select(c =>
        {
            times[c] = [];
            var thread = new Thread(() =>
            {
                using var connection = new LoadConnection(port);
                for (var turn = 0L; watch.Elapsed < time; turn++)
                {
                    var request = next(connection, c, turn);
                    var start = Stopwatch.GetTimestamp();
                    connection.Send(request);
                    times[c].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            });
            thread.Start();
            return thread;
        }).ToArray();
        foreach (var thread in threads) thread.Join();
        var seconds = watch.Elapsed.TotalSeconds;
        var all = times.SelectMany(t => t).Order().ToArray();
        return new LoadResult(all.Length / seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)]);
    }
}
