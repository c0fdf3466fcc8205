using System.Diagnostics;
using System.Globalization;
using Rondo.Benchmarks.Contests;
using Rondo.Deploy.Host;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;

namespace Rondo.Benchmarks.Serving;

/// <summary>
/// <c>rondo serve</c> with its validation and its log of predictions, beside a bare Kestrel endpoint and beside FastAPI with XGBoost:
/// servers on one core, wrk on the other, rounds interleaved. Then the model alone.
/// </summary>
sealed class ServingBenchmark : IBenchmark
{
    const int TrainingRows = 20_000, Bodies = 5000, ManyRows = 100;
    const string Bare = "bare";

    static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    public string Name => "serving";

    public string Summary => "rondo serve beside a bare Kestrel endpoint and FastAPI + XGBoost, and the model alone [--only http|model|monitoring|routing] [--rounds N] [--seconds N]";

    public int Run(string[] args)
    {
        if (args is [Bare]) return ServeBare();
        var options = new Options(args);
        var (rounds, only) = (options.Number("--rounds", 5), options.Text("--only"));
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            var census = new CensusSet(TrainingRows, seed: 1);
            Train(folder, census);
            var isMet = true;
            if (only is null or "http") isMet &= Http(folder, census, rounds, options.Number("--seconds", 3));
            if (only is null or "model") isMet &= ModelAlone(folder, census, rounds);
            if (only is null or "monitoring") isMet &= Monitoring.Compare(folder, census, Math.Max(10, rounds), options.Number("--seconds", 3));
            if (only is null or "routing") isMet &= Routing.Compare(folder, census, Math.Max(10, rounds), options.Number("--seconds", 3));
            return isMet ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static int ServeBare()
    {
        BareEndpoint.Serve();
        return 0;
    }

    static void Train(string folder, CensusSet census)
    {
        census.WriteCsv(Path.Combine(folder, "census.csv"));
        File.WriteAllText(Path.Combine(folder, "rondo.yaml"), """
            name: census
            define:
              target: income
              positive: ">50K"
            prepare:
              source: census.csv
            train:
              models: [gradient_boosting: { n_estimators: 100, max_depth: 6, max_leaves: 64, learning_rate: 0.3, early_stopping: 0 }]
              tune: none
              cv: { strategy: holdout }
            experiment:
              ramp: [10%]
            """);
        using var run = Process.Start(new ProcessStartInfo("dotnet", [Competitor.Product, "run", "--quiet"]) { WorkingDirectory = folder })!;
        run.WaitForExit();
        if (run.ExitCode != 0) throw new InvalidOperationException("The model can't be trained.");
    }

    static bool Http(string folder, CensusSet census, int rounds, int seconds)
    {
        var single = Path.Combine(folder, "single.txt");
        File.WriteAllLines(single, Enumerable.Range(0, Bodies).Select(census.Json));
        var many = Path.Combine(folder, "many.txt");
        var lists = Enumerable.Range(0, Bodies / ManyRows).Select(i => $"[{string.Join(", ", Enumerable.Range(i * ManyRows, ManyRows).Select(census.Json))}]").ToArray();
        File.WriteAllLines(many, lists.Select(rows => $"{{\"rows\": {rows}}}"));
        var bare = Path.Combine(folder, "lists.txt");
        File.WriteAllLines(bare, lists);

        using var ours = PinnedServer.Start(folder, "dotnet", Competitor.Product, "serve", "census", "--port", "0");
        using var kestrel = PinnedServer.Start(folder, Environment.ProcessPath!, typeof(ServingBenchmark).Assembly.Location, "serving", Bare);
        var peer = Competitor.Peer("FastAPI + XGBoost", "serving_fastapi.py");
        using var python = Competitor.Present(peer) is [_] ? PinnedServer.Start(folder, peer.Program, peer.Arguments[0], "census.csv") : null;
        Side ourRow = new($"{ours.Address}/models/census/predict", single), kestrelRow = new($"{kestrel.Address}/predict", single);

        Console.WriteLine(string.Create(_culture, $"{rounds} interleaved rounds of {seconds} s, medians; server on one core, wrk on the other; validation and the log of predictions are on."));
        Console.WriteLine("                                          ours/s   p50 us   p99 us    other/s   p50 us   ratio (range)");
        var isMet = true;
        isMet &= Compare("a row, 16 connections, v Kestrel", 16, ourRow, kestrelRow, PerSecond, 0.7);
        isMet &= Compare("a row, 64 connections, v Kestrel", 64, ourRow, kestrelRow, PerSecond, null);
        isMet &= Compare("a row, 1 connection, p50 v Kestrel", 1, ourRow, kestrelRow, r => r.MedianMicroseconds, 1.5, isMost: true);
        if (python is null) return isMet;
        isMet &= Compare("a row, 16 connections, v FastAPI", 16, ourRow, new Side($"{python.Address}/predict", single), PerSecond, 80);
        isMet &= Compare("100 rows, 4 connections, v FastAPI", 4, new Side(ourRow.Url, many), new Side($"{python.Address}/rows", bare), PerSecond, 10);
        return isMet;

        bool Compare(string title, int connections, Side us, Side them, Func<WrkResult, double> figure, double? bar, bool isMost = false)
        {
            // What is not compiled yet is compiled before it is measured.
            Wrk.Run(us.Url, us.Bodies, connections, 2);
            Wrk.Run(them.Url, them.Bodies, connections, 2);
            var results = Enumerable.Range(0, rounds).Select(_ => (Us: Wrk.Run(us.Url, us.Bodies, connections, seconds), Them: Wrk.Run(them.Url, them.Bodies, connections, seconds))).ToArray();
            var ratios = results.Select(r => figure(r.Us) / figure(r.Them)).ToArray();
            var ratio = Rounds.Median(ratios);
            var holds = bar is not { } bound || (isMost ? ratio <= bound : ratio >= bound);
            double Of(Func<(WrkResult Us, WrkResult Them), double> get) => Rounds.Median(results.Select(get));
            Console.WriteLine(string.Create(_culture, $"{title,-38} {Of(r => r.Us.PerSecond),9:N0} {Of(r => r.Us.MedianMicroseconds),8:N0} {Of(r => r.Us.P99Microseconds),8:N0} {Of(r => r.Them.PerSecond),10:N0} {Of(r => r.Them.MedianMicroseconds),8:N0}   {ratio:0.00} ({ratios.Min():0.00} .. {ratios.Max():0.00}){(bar is { } b ? $"  {(holds ? "met" : "missed")}, bar {(isMost ? "at most" : "at least")} {b}" : "")}"));
            return holds;
        }
    }

    static double PerSecond(WrkResult result) => result.PerSecond;

    static bool ModelAlone(string folder, CensusSet census, int rounds)
    {
        const double SingleBar = 3, BatchBar = 1;
        using var workspace = Workspace.Open(Path.Combine(folder, ".rondo"));
        var model = ServedModel.Load("census", 1, new StoredModels(workspace).Open("census", 1));
        Rondo.Engine.Data.Column[][] rows = [.. Enumerable.Range(0, 1000).Select(i => census.Columns(model, i, 1))];
        var (single, batch) = ModelSpeed.Measure(model, rows, census.Columns(model, 0, 1000), 20 * rounds);
        return Tell("a single row", single, SingleBar) & Tell("a row in batches of 1,000", batch, BatchBar);
    }

    static bool Tell(string title, double[] microseconds, double bar)
    {
        var median = Rounds.Median(microseconds);
        Console.WriteLine(string.Create(_culture, $"the model alone, 1 thread, 100 trees of depth 6, {title}: {median:0.00} us ({microseconds.Min():0.00} .. {microseconds.Max():0.00})  {(median <= bar ? "met" : "missed")}, bar at most {bar}"));
        return median <= bar;
    }

    sealed record Side(string Url, string Bodies);
}
