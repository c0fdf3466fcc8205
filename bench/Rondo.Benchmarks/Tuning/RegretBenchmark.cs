using System.Diagnostics;
using System.Globalization;
using Rondo.Train.Tune;

namespace Rondo.Benchmarks.Tuning;

/// <summary>
/// Whether the Bayesian search finds with 50 trials what random search finds with 100: mean regret over seeds, on functions whose
/// minimum is known and on models, where the best score of all runs stands for the minimum.
/// </summary>
sealed class RegretBenchmark : IBenchmark
{
    private const int Trials = 50;

    public string Name => "regret";

    public string Summary => "Regret of the Bayesian search at 50 trials beside random search at 100. [SEEDS] [functions|models|all|MODEL] [FIRST SEED]";

    public int Run(string[] args)
    {
        var seeds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
        var kind = args.Length > 1 ? args[1] : "all";
        var first = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
        var start = Stopwatch.GetTimestamp();
        var (passed, failed) = (0, 0);
        Console.WriteLine("| space | parameters | bayesian, 50: mean | median | random, 100: mean | median | ratio of means | |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        if (kind is "all" or "functions")
            foreach (var function in TestFunction.All) Count(Compare(function.Space, function.At, function.Minimum, seeds, first));
        if (kind != "functions")
            foreach (var model in ModelSpace.All().Where(m => kind is "all" or "models" || m.Space.Model == kind)) Count(Compare(model.Space, model.Score, null, seeds, first));
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant($"seeds {first} to {first + seeds - 1}, {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s"));
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;

        void Count(bool isGood)
        {
            if (isGood) passed++;
            else failed++;
        }
    }

    static bool Compare(SearchSpace space, Func<IReadOnlyDictionary<string, object?>, double> score, double? minimum, int seeds, int first)
    {
        var (learnt, drawn) = (new double[seeds], new double[seeds]);
        Parallel.For(0, 2 * seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, run =>
        {
            if (run % 2 == 0) learnt[run / 2] = Best(space, score, new BayesianSearch(), Trials, first + run / 2);
            else drawn[run / 2] = Best(space, score, new RandomSearch(), 2 * Trials, first + run / 2);
        });
        var least = minimum ?? Math.Min(learnt.Min(), drawn.Min());
        var (mean, randomMean) = (learnt.Average() - least, drawn.Average() - least);
        var isGood = mean <= randomMean;
        Console.WriteLine(FormattableString.Invariant(
            $"| {space.Model} | {space.Dimensions.Length} | {mean:G4} | {Median(learnt) - least:G4} | {randomMean:G4} | {Median(drawn) - least:G4} | {mean / randomMean:F2} | {(isGood ? "ok" : "WORSE")} |"));
        return isGood;
    }

    static double Best(SearchSpace space, Func<IReadOnlyDictionary<string, object?>, double> score, ISearch search, int trials, int seed)
    {
        var plan = new TunePlan([space], search) { Trials = trials, Seed = (ulong)seed };
        return Tuner.Run(plan, (request, _, _, _) => new TrialOutcome(score(request.Parameters))).Best!.Score!.Value;
    }

    static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
