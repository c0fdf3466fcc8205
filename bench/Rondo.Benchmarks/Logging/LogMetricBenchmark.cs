using System.Diagnostics;
using Rondo.Client;

namespace Rondo.Benchmarks.Logging;

/// <summary>What LogMetric costs its caller, while no server is there: every record goes to the spool.</summary>
sealed class LogMetricBenchmark : IBenchmark
{
    const int Calls = 1_000_000;

    public string Name => "logging";

    public string Summary => "Rondo.Client: calls of LogMetric a second by 1 and 4 threads, their latency, and the way to disk.";

    public int Run(string[] args)
    {
        foreach (var threads in (int[])[1, 4]) Measure(threads).GetAwaiter().GetResult();
        return 0;
    }

    static async Task Measure(int threads)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        var options = new RondoClientOptions { Server = new Uri("http://127.0.0.1:9"), SpoolFolder = folder, CloseTimeout = TimeSpan.Zero, MemoryLimit = 256 << 20 };
        await using (var client = new RondoClient(options))
        {
            var run = await client.StartRun("bench");
            for (var i = 0; i < 20_000; i++) run.LogMetric("warm", i, step: i);
            await client.Flush(TimeSpan.Zero);

            var watch = Stopwatch.StartNew();
            var workers = Enumerable.Range(0, threads).Select(t => Task.Factory.StartNew(() => Log(run, $"loss{t}", Calls / threads), TaskCreationOptions.LongRunning)).ToArray();
            var latencies = (await Task.WhenAll(workers)).SelectMany(l => l).Order().ToArray();
            var called = watch.Elapsed;
            await client.Flush(TimeSpan.Zero);
            var written = watch.Elapsed;

            Console.WriteLine($"{threads} threads: {Calls / called.TotalSeconds:N0} calls/s; a call takes {Micros(latencies, 0.5):0.00} us (median), {Micros(latencies, 0.99):0.00} us (99 %), {Micros(latencies, 0.9999):0.0} us (99.99 %); "
                + $"all synced to disk after {written.TotalSeconds:0.00} s = {Calls / written.TotalSeconds:N0} records/s; refused {client.Counters.Refused}");
        }
        Directory.Delete(folder, recursive: true);
    }

    // Every 16th call is timed.
    static List<long> Log(ActiveRun run, string key, int calls)
    {
        var latencies = new List<long>(calls / 16);
        for (var i = 0; i < calls; i++)
        {
            if (i % 16 != 0)
            {
                run.LogMetric(key, i, step: i);
                continue;
            }
            var began = Stopwatch.GetTimestamp();
            run.LogMetric(key, i, step: i);
            latencies.Add(Stopwatch.GetTimestamp() - began);
        }
        return latencies;
    }

    static double Micros(long[] ticks, double quantile) => ticks[(int)(quantile * (ticks.Length - 1))] * 1e6 / Stopwatch.Frequency;
}
