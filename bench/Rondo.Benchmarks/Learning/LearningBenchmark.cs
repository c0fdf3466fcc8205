using System.Globalization;
using System.Text.Json;
using Rondo.Benchmarks.Contests;
using Rondo.Engine.Algorithms;

namespace Rondo.Benchmarks.Learning;

/// <summary>Random forest, neural network and k-means beside scikit-learn's and PyTorch's in one run, each fit in a process of its own, interleaved.</summary>
sealed class LearningBenchmark : IBenchmark
{
    private readonly ILearningPart[] _parts = [new ForestPart(), new MlpPart(), new KMeansPart()];

    public string Name => "learning";

    public string Summary => "random forest, mlp and k-means beside scikit-learn and PyTorch [--only random_forest|mlp|k_means] [--rounds N] [--trees N] [--forest-rows N] [--mlp-rows N] [--k-means-rows N]";

    public int Run(string[] args)
    {
        if (args.FirstOrDefault() == RondoFit.Verb) return Fit(args[1], args[2]);
        var options = new Options(args);
        var (only, rounds) = (options.Text("--only"), options.Number("--rounds", 3));
        Console.WriteLine($"{ContestSettings.Threads} threads, {rounds} interleaved rounds of processes of their own, medians; only fits are timed, on either side neither start-up nor reading files.");
        Console.WriteLine($"{"part",-46}{"rows",8}  {"peer",-13}{"ours s",9}{"peer s",9}{"ratio",7}  {"(from .. to)",-18}{"bar",5}  quality ours / peer");
        var verdicts = new List<string>();
        foreach (var part in _parts.Where(p => only is null || p.Name == only)) Compare(part, options, rounds, verdicts);
        foreach (var verdict in verdicts) Console.WriteLine(verdict);
        return 0;
    }

    int Fit(string name, string folder)
    {
        var part = _parts.Single(p => p.Name == name);
        var train = new MatrixFiles(folder).Read("train");
        var settings = JsonSerializer.Deserialize<ContestSettings>(File.ReadAllText(Path.Combine(folder, ContestSettings.File)))!;
        return RondoFit.Run(folder, () => part.Fit(train, settings), part.Score);
    }

    void Compare(ILearningPart part, Options options, int rounds, List<string> verdicts)
    {
        var competitors = Competitor.Present([Competitor.Rondo(Name, RondoFit.Verb, part.Name), .. part.Peers]);
        var (ratios, qualities) = (competitors.Select(_ => new List<double>()).ToArray(), competitors.Select(_ => new List<double>()).ToArray());
        foreach (var contest in part.Contests(options))
        {
            using var files = MatrixFiles.Create();
            Write(files, contest);
            var results = Rounds.Run(competitors, rounds, files.Folder, ContestSettings.Threads, contest.Amount, round => Tell(files, contest, round));
            double[] quality = [.. results.Fits.Select(fits => Quality(part, fits, files.Read("test").Target))];
            for (var c = 1; c < competitors.Length; c++)
            {
                ratios[c].Add(Rounds.Median(results.Ratios(c)));
                qualities[c].Add(quality[0] / quality[c]);
                Print(part, contest, files.Shape().Train, results, c, quality);
            }
        }
        for (var c = 1; c < competitors.Length; c++)
            if (ratios[c].Count > 0) verdicts.Add(Verdict(part, competitors[c].Name, ratios[c], qualities[c]));
    }

    // Of its own, so that the columns are gone before the competitors run.
    static void Write(MatrixFiles files, Contest contest)
    {
        var (columns, label) = contest.Make();
        files.Write(columns, label);
    }

    static void Tell(MatrixFiles files, Contest contest, int round) => File.WriteAllText(
        Path.Combine(files.Folder, ContestSettings.File), JsonSerializer.Serialize(new ContestSettings(contest.Amount, contest.Value, round)));

    /// <summary>The mean over the rounds, whose seeds differ.</summary>
    static double Quality(ILearningPart part, FitResult[] fits, Target truth) => fits.Average(f => part.Judge(f.Scores, truth));

    static void Print(ILearningPart part, Contest contest, int rows, Rounds rounds, int peer, double[] quality)
    {
        var ratios = rounds.Ratios(peer);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{part.Name + ", " + contest.Title,-46}{rows,8}  {rounds.Competitors[peer].Name,-13}{rounds.Of(0, f => f.FitSeconds),9:F3}{rounds.Of(peer, f => f.FitSeconds),9:F3}{Rounds.Median(ratios),7:F3}  {$"({ratios.Min():F3} .. {ratios.Max():F3})",-18}{part.Bar,5:F1}  {part.Quality} {Digits(quality[0])} / {Digits(quality[peer])}"));
    }

    static string Verdict(ILearningPart part, string peer, List<double> ratios, List<double> qualities)
    {
        var (slowest, worst) = (ratios.Max(), part.MoreIsBetter ? qualities.Min() : qualities.Max());
        var isFast = slowest <= part.Bar;
        var isGood = part.MoreIsBetter ? worst >= part.QualityBar : worst <= part.QualityBar;
        return string.Create(CultureInfo.InvariantCulture,
            $"{(isFast && isGood ? "met   " : "missed")}  {part.Name} beside {peer}: time {slowest:F3} (bar {part.Bar:F1}), {part.Quality} {worst:F4} of theirs (bar {part.QualityBar}), the worst of {ratios.Count}");
    }

    static string Digits(double value) => value.ToString(value < 100 ? "F4" : "F0", CultureInfo.InvariantCulture);
}
