using System.Diagnostics;
using System.Globalization;
using Rondo.Benchmarks.Contests;

namespace Rondo.Benchmarks.Batch;

/// <summary>
/// A file of rows in, a file of predictions out: <c>rondo predict</c> beside pandas and XGBoost, whole processes from their start to their end, interleaved.
/// Rondo also writes an id for each prediction, and could go on if it were killed.
/// </summary>
sealed class BatchBenchmark : IBenchmark
{
    private const int TrainingRows = 100_000;
    private const int Threads = 2;
    private const ulong TrainingSeed = 1;
    private const ulong ScoredSeed = 2;
    // Throughput end to end at least that of the peer.
    private const double Bar = 1;
    // Both models are of the same size, so they know about the same (ours learns from four fifths of the rows): who predicts something else has not done the work.
    private const double Alike = 1.5;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public string Name => "batch";

    public string Summary => "rondo predict beside pandas + XGBoost, CSV in and CSV out, 100 trees of depth 6 [--rounds N] [--rows N]";

    public int Run(string[] args)
    {
        var options = new Options(args);
        var (rounds, rows) = (options.Number("--rounds", 5), options.Number("--rows", 1_000_000));
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            var peer = Competitor.Peer("pandas + XGBoost", "batch_xgboost.py");
            if (Competitor.Present(peer) is not [_]) return 1;
            PlantSet.WriteCsv(Path.Combine(folder, "train.csv"), TrainingRows, TrainingSeed, hasTarget: true);
            PlantSet.WriteCsv(Path.Combine(folder, "rows.csv"), rows, ScoredSeed, hasTarget: false);
            Train(folder, peer);
            return Compare(folder, peer, rows, rounds) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Train(string folder, Competitor peer)
    {
        File.WriteAllText(Path.Combine(folder, "rondo.yaml"), $"""
            name: plant
            define:
              target: {PlantSet.Target}
            prepare:
              source: train.csv
            train:
              models: [gradient_boosting: {"{"} n_estimators: 100, max_depth: 6, max_leaves: 64, learning_rate: 0.3, early_stopping: 0 {"}"}]
              tune: none
              cv: {"{"} strategy: holdout {"}"}
            """);
        Timed(folder, "dotnet", Competitor.Product, "run", "--quiet");
        Timed(folder, peer.Program, peer.Arguments[0], "train", "train.csv", "model.json", Threads.ToString(s_culture));
    }

    static bool Compare(string folder, Competitor peer, int rows, int rounds)
    {
        Console.WriteLine(string.Create(s_culture, $"{rows:N0} rows of {PlantSet.Columns} columns, CSV in and CSV out, 100 trees of depth 6, {Threads} threads; {rounds} interleaved rounds, whole processes, medians."));
        var threads = Threads.ToString(s_culture);
        double Ours() => Timed(folder, "dotnet", Competitor.Product, "predict", "plant", "rows.csv", "--out", "ours.csv", "--threads", threads, "--quiet");
        double Theirs() => Timed(folder, peer.Program, peer.Arguments[0], "predict", "rows.csv", "theirs.csv", "model.json", threads);
        // The files are in the page cache for both.
        Ours();
        Theirs();
        var times = Enumerable.Range(0, rounds).Select(_ => (Ours: Ours(), Theirs: Theirs())).ToArray();
        var (ours, theirs) = (Error(folder, "ours.csv", rows), Error(folder, "theirs.csv", rows));
        var ratios = times.Select(t => t.Theirs / t.Ours).ToArray();
        var ratio = Rounds.Median(ratios);
        Tell("rondo predict", times.Select(t => t.Ours), rows, ours);
        Tell(peer.Name, times.Select(t => t.Theirs), rows, theirs);
        var isMet = ratio >= Bar && ours <= Alike * theirs;
        Console.WriteLine(string.Create(s_culture, $"throughput over {peer.Name}'s: {ratio:0.00} ({ratios.Min():0.00} .. {ratios.Max():0.00})  {(isMet ? "met" : "missed")}, bar at least {Bar}"));
        return isMet;
    }

    static void Tell(string name, IEnumerable<double> seconds, int rows, double error)
    {
        var all = seconds.ToArray();
        var median = Rounds.Median(all);
        Console.WriteLine(string.Create(s_culture, $"{name,-18} {median,6:0.00} s ({all.Min():0.00} .. {all.Max():0.00})  {rows / median,10:N0} rows/s   RMSE to the truth {error:0.000}"));
    }

    // Every row is there, in order, and says what the model knows.
    static double Error(string folder, string file, int rows)
    {
        using var lines = File.ReadLines(Path.Combine(folder, file)).GetEnumerator();
        lines.MoveNext();
        var at = Array.IndexOf(lines.Current.Split(','), "prediction");
        var sum = 0.0;
        foreach (var truth in PlantSet.Truth(rows, ScoredSeed))
        {
            if (!lines.MoveNext()) throw new InvalidOperationException($"{file} has fewer rows than were scored.");
            var difference = double.Parse(lines.Current.Split(',')[at], s_culture) - truth;
            sum += difference * difference;
        }
        if (lines.MoveNext()) throw new InvalidOperationException($"{file} has more rows than were scored.");
        return Math.Sqrt(sum / rows);
    }

    static double Timed(string folder, string program, params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        // 3: the criteria were not met, and the model is there.
        if (run.ExitCode is not (0 or 3)) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
