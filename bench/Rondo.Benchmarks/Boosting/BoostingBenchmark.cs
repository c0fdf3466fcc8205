using System.Globalization;
using Rondo.Benchmarks.Contests;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Metrics;

namespace Rondo.Benchmarks.Boosting;

/// <summary>Fit time, peak memory and AUC of gradient boosting beside XGBoost's and scikit-learn's, interleaved, each fit in a process of its own.</summary>
sealed class BoostingBenchmark : IBenchmark
{
    private const int Trees = 100;
    private const int Threads = 2;

    public string Name => "boosting";

    public string Summary => "gradient boosting beside XGBoost hist and scikit-learn HGB [--rows N] [--rounds N] [--only synthetic|flights]";

    public int Run(string[] args)
    {
        var options = new Options(args);
        if (args.FirstOrDefault() == RondoFit.Verb) return Fit(args[1]);
        var (rows, rounds, only) = (options.Number("--rows", 1_250_000), options.Number("--rounds", 5), options.Text("--only"));
        var competitors = Competitor.Present(
            Competitor.Rondo(Name, RondoFit.Verb), Competitor.Peer("XGBoost", "boosting_xgboost.py"), Competitor.Peer("scikit-learn", "boosting_sklearn.py"));
        if (only is null or "synthetic") Compare("synthetic", () => SyntheticSet.Make(rows, 1), competitors, rounds);
        if (only is null or "flights")
        {
            if (FlightsSet.Find() is { } file) Compare("flights", () => FlightsSet.Read(file), competitors, rounds);
            else Console.WriteLine("flights: node_modules/vega-datasets/data/flights-3m.parquet is not there; run npm ci");
        }
        return 0;
    }

    static int Fit(string folder)
    {
        var train = new MatrixFiles(folder).Read("train");
        var algorithm = new GradientBoosting
        {
            NEstimators = Trees,
            LearningRate = 0.1,
            MaxLeaves = 31,
            MaxBins = 255,
            EarlyStopping = 0,
            Subsample = 1,
            Colsample = 1,
        };
        return RondoFit.Run(folder, () => algorithm.Fit(train, new FitContext { Threads = Threads }), (model, test) => RondoFit.LastOutput(model, test, Threads));
    }

    static void Compare(string name, Func<(float[][] Columns, float[] Label)> make, Competitor[] competitors, int rounds)
    {
        using var files = MatrixFiles.Create();
        Write(files, make);
        Print(name, files, Rounds.Run(competitors, rounds, files.Folder, Threads, Trees));
    }

    // Of its own, so that the columns are gone before the competitors run.
    static void Write(MatrixFiles files, Func<(float[][] Columns, float[] Label)> make)
    {
        var (columns, label) = make();
        files.Write(columns, label);
    }

    static void Print(string name, MatrixFiles files, Rounds rounds)
    {
        var (target, shape) = (files.Read("test").Target, files.Shape());
        Console.WriteLine($"{name}: {shape.Train} training rows x {shape.Features}, {shape.Test} test rows, {Trees} trees, 31 leaves, 255 bins, learning rate 0.1, {Threads} threads, {rounds.Fits[0].Length} interleaved rounds, medians");
        Console.WriteLine($"{"",-14}{"fit s",9}{"cpu s",9}{"M rows x features/s",21}{"peak MB",9}{"AUC",9}{"fit ratio",11}  (from .. to)");
        for (var c = 0; c < rounds.Competitors.Length; c++)
        {
            var (seconds, ratios) = (rounds.Of(c, f => f.FitSeconds), rounds.Ratios(c));
            double[] predictions = [.. rounds.Fits[c][0].Scores.SelectMany(p => new[] { 1 - p, p })];
            var auc = new RocAuc().Compute(new Scored(target, predictions)).Value;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{rounds.Competitors[c].Name,-14}{seconds,9:F2}{rounds.Of(c, f => f.CpuSeconds),9:F2}{(double)shape.Train * shape.Features * Trees / seconds / 1e6,21:F0}{rounds.Of(c, f => f.PeakMegabytes),9:F0}{auc,9:F4}{Rounds.Median(ratios),11:F3}  ({ratios.Min():F3} .. {ratios.Max():F3})"));
        }
    }
}
