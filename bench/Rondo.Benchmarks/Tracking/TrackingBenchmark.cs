using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rondo.Benchmarks.Contests;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Benchmarks.Tracking;

/// <summary>
/// The tracking server beside the least that could do the same: each in a process of its own, durable, on keep-alive connections,
/// interleaved. Then searches and the page of runs in a store of 10,000 runs with 200 metrics each.
/// </summary>
sealed class TrackingBenchmark : IBenchmark
{
    const double MetricBar = 0.6, BatchBar = 0.5, BatchMetricsBar = 200_000;
    const double SearchBarMilliseconds = 300, PageBarKilobytes = 100;
    const string Api = "/api/2.0/mlflow/";

    static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    public string Name => "tracking";

    public string Summary => "logging and searching runs beside a bare Kestrel endpoint [--only calls|large] [--rounds N] [--seconds N] [--runs N] [--metrics N]";

    public int Run(string[] args)
    {
        if (args is [ServerProcess.Verb, var kind, var folder]) return ServerProcess.Serve(kind, folder);
        var options = new Options(args);
        var only = options.Text("--only");
        var isMet = true;
        if (only is null or "calls") isMet &= Calls(options.Number("--rounds", 3), TimeSpan.FromSeconds(options.Number("--seconds", 2)));
        if (only is null or "large") isMet &= Large(options.Number("--runs", 10_000), options.Number("--metrics", 200));
        return isMet ? 0 : 1;
    }

    sealed record Call(string Title, Func<LoadConnection, int, long, byte[]> Ours, Func<LoadConnection, int, long, byte[]>? Bare = null, int Points = 0, double Bar = 0);

    static bool Calls(int rounds, TimeSpan time)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            using var ours = ServerProcess.Start("rondo", folder);
            using var bare = ServerProcess.Start("bare", folder);
            using var setUp = new LoadConnection(ours.Port);
            var runs = SetUp(setUp);
            Console.WriteLine(string.Create(_culture, $"{rounds} interleaved rounds of {time.TotalSeconds:0} s, medians; every answer is on the disk before it is sent."));
            Console.WriteLine("connections  call                          ours/s   p50 ms   p99 ms     bare/s   ratio (range)");
            // Each is measured, whatever the others showed.
            return CallsOf(runs).Aggregate(true, (met, call) => met & Compare(call, 1) & Compare(call, 4));

            bool Compare(Call call, int connections)
            {
                var (mine, other) = (new List<LoadResult>(), new List<LoadResult>());
                for (var round = 0; round < rounds; round++)
                {
                    mine.Add(LoadResult.Measure(ours.Port, connections, time, call.Ours));
                    if (call.Bare is not null) other.Add(LoadResult.Measure(bare.Port, connections, time, call.Bare));
                }
                return Tell(call, connections, mine, other);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool Tell(Call call, int connections, List<LoadResult> ours, List<LoadResult> bare)
    {
        var perSecond = Rounds.Median(ours.Select(r => r.PerSecond));
        var line = new StringBuilder(string.Create(_culture,
            $"{connections,11}  {call.Title,-26} {perSecond,9:N0} {Rounds.Median(ours.Select(r => r.MedianMilliseconds)),8:0.00} {Rounds.Median(ours.Select(r => r.P99Milliseconds)),8:0.00}"));
        var isMet = true;
        if (bare.Count > 0)
        {
            var ratios = ours.Zip(bare, (a, b) => a.PerSecond / b.PerSecond).ToArray();
            var ratio = Rounds.Median(ratios);
            isMet = ratio >= call.Bar || (call.Points >= 1000 && perSecond * call.Points >= BatchMetricsBar);
            line.Append(_culture, $" {Rounds.Median(bare.Select(r => r.PerSecond)),10:N0}   {ratio:0.00} ({ratios.Min():0.00} .. {ratios.Max():0.00}){(call.Bar == 0 ? "" : $"  {(isMet ? "met" : "missed")}, bar {call.Bar.ToString("0.0", _culture)}")}");
        }
        if (call.Points > 1) line.Append(_culture, $"; {perSecond * call.Points:N0} metrics/s");
        Console.WriteLine(line);
        return isMet;
    }

    /// <summary>500 runs with 20 metrics and 10 parameters each.</summary>
    static string[] SetUp(LoadConnection connection)
    {
        var runs = new string[500];
        for (var i = 0; i < runs.Length; i++)
        {
            using var answer = JsonDocument.Parse(connection.Send(connection.Request("POST", Api + "runs/create", """{"experiment_id":"0","start_time":1}""")).ToArray());
            runs[i] = answer.RootElement.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
            var metrics = string.Join(',', Enumerable.Range(0, 20).Select(m => string.Create(_culture, $$"""{"key":"metric_{{m}}","value":{{i * 0.001 + m}},"timestamp":1,"step":0}""")));
            var given = string.Join(',', Enumerable.Range(0, 10).Select(p => string.Create(_culture, $$"""{"key":"param_{{p}}","value":"{{i % (p + 2)}}"}""")));
            connection.Send(connection.Request("POST", Api + "runs/log-batch", $$"""{"run_id":"{{runs[i]}}","metrics":[{{metrics}}],"params":[{{given}}]}"""));
        }
        return runs;
    }

    static IEnumerable<Call> CallsOf(string[] runs)
    {
        string Point(int c, long turn, int i) => string.Create(_culture, $$"""{"key":"loss_{{c}}","value":{{turn * 0.5 + i}},"timestamp":{{1_700_000_000_000 + turn}},"step":{{turn * 1000 + i}}}""");
        string Single(int c, long turn) => string.Create(_culture, $$"""{"run_id":"{{runs[c]}}","key":"loss_{{c}}","value":{{turn * 0.5}},"timestamp":{{1_700_000_000_000 + turn}},"step":{{turn}}}""");
        string Batch(int c, long turn, int count) => $$"""{"run_id":"{{runs[c + 10]}}","metrics":[{{string.Join(',', Enumerable.Range(0, count).Select(i => Point(c, turn, i)))}}]}""";
        string Wide(int c, long turn) => $$"""{"run_id":"{{runs[c + 20]}}","metrics":[{{string.Join(',', Enumerable.Range(0, 1000).Select(i => string.Create(_culture, $$"""{"key":"metric_{{i}}","value":{{turn * 0.5}},"timestamp":{{1_700_000_000_000 + turn}},"step":{{turn}}}""")))}}]}""";
        yield return new("log-metric", (n, c, t) => n.Request("POST", Api + "runs/log-metric", Single(c, t)), (n, c, t) => n.Request("POST", "/point", Single(c, t)), 1, MetricBar);
        yield return new("log-batch of 10", (n, c, t) => n.Request("POST", Api + "runs/log-batch", Batch(c, t, 10)), (n, c, t) => n.Request("POST", "/batch", Batch(c, t, 10)), 10);
        yield return new("log-batch of 1,000", (n, c, t) => n.Request("POST", Api + "runs/log-batch", Batch(c + 4, t, 1000)), (n, c, t) => n.Request("POST", "/batch", Batch(c, t, 1000)), 1000, BatchBar);
        yield return new("the same, 1,000 keys", (n, c, t) => n.Request("POST", Api + "runs/log-batch", Wide(c, t)), (n, c, t) => n.Request("POST", "/batch", Wide(c, t)), 1000, BatchBar);
        yield return new("create-run", (n, c, t) => n.Request("POST", Api + "runs/create", """{"experiment_id":"0","start_time":1700000000000,"run_name":"made","tags":[{"key":"k","value":"v"}]}"""));
        yield return new("get-run", (n, c, t) => n.Request("GET", $"{Api}runs/get?run_id={runs[100 + t % 400]}"));
        yield return new("search 100 of 500", (n, c, t) => n.Request("POST", Api + "runs/search", """{"experiment_ids":["0"],"max_results":100}"""));
        yield return new("search, filter and order", (n, c, t) => n.Request("POST", Api + "runs/search", """{"experiment_ids":["0"],"filter":"metrics.metric_3 > 3.1 AND params.param_2 = '1'","order_by":["metrics.metric_5 DESC"],"max_results":20}"""));
    }

    static bool Large(int runs, int metrics)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            Fill(folder, runs, metrics);
            using var server = ServerProcess.Start("rondo", folder);
            using var connection = new LoadConnection(server.Port);
            Console.WriteLine(string.Create(_culture, $"{runs:N0} runs with {metrics} metrics each; the median of 7, after one that warms up"));
            var isMet = true;
            foreach (var filter in (string[])["", "metrics.metric_3 < 0.1", "metrics.metric_3 < 0.5 AND params.depth = '4'", "metrics.metric_3 < 0.5 OR NOT params.depth = '4'"])
                isMet &= Time(connection, $"search '{filter}'", connection.Request("POST", Api + "runs/search", $$"""{"experiment_ids":["0"],"filter":"{{filter}}","order_by":["metrics.metric_7 ASC"],"max_results":50}"""), isPage: false);
            isMet &= Time(connection, "the page of runs", connection.Request("GET", "/runs"), isPage: true);
            return isMet;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool Time(LoadConnection connection, string title, byte[] request, bool isPage)
    {
        var bytes = connection.Send(request).Length;
        var times = Enumerable.Range(0, 7).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            connection.Send(request);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).ToArray();
        var median = Rounds.Median(times);
        var isMet = median < SearchBarMilliseconds && (!isPage || bytes < PageBarKilobytes * 1024);
        Console.WriteLine(string.Create(_culture, $"{(isMet ? "met   " : "missed")}  {title}: {median:0.0} ms ({times.Min():0.0} .. {times.Max():0.0}), {bytes / 1024.0:0.0} KB"));
        return isMet;
    }

    static void Fill(string folder, int runs, int metrics)
    {
        using var workspace = Workspace.Open(Path.Combine(folder, ".rondo"));
        var random = new Random(1);
        var made = new List<Task>();
        for (var i = 0; i < runs; i++)
        {
            var id = workspace.Tracking.Create(new RunCreation { ProjectId = Project.DefaultId, Name = $"run {i.ToString(_culture)}" }).GetAwaiter().GetResult();
            LoggedMetric[] points = [.. Enumerable.Range(0, metrics).Select(m => new LoggedMetric($"metric_{m.ToString(_culture)}", random.NextDouble(), 0, 1_700_000_000_000_000))];
            made.Add(workspace.Tracking.Log(id, new RunLog { Metrics = points, Params = [new("depth", (i % 8).ToString(_culture)), new("rate", random.NextDouble().ToString("R", _culture))] }));
        }
        Task.WaitAll([.. made]);
    }
}
