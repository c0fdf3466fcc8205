using System.Globalization;
using System.Reflection;
using Rondo.Benchmarks.Contests;

namespace Rondo.Benchmarks.Data;

/// <summary>Work on data beside the tools that people use for it: the same work on the same files, each in a process of its own, interleaved.</summary>
sealed class DataBenchmark : IBenchmark
{
    public const int Threads = 2;

    private readonly IDataContest[] _contests =
    [
        .. Assembly.GetExecutingAssembly().GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IDataContest)))
            .Select(t => (IDataContest)Activator.CreateInstance(t)!)
            .OrderBy(c => c.Name, StringComparer.Ordinal),
    ];

    public string Name => "data";

    public string Summary => $"work on data beside other tools [--only {string.Join('|', _contests.Select(c => c.Name))}] [--rounds N] [--rows N]";

    public int Run(string[] args)
    {
        if (args.FirstOrDefault() == RondoFit.Verb) return _contests.Single(c => c.Name == args[1]).Compete(args[2]);
        if (args.FirstOrDefault() == ParquetCopy.Verb) return ParquetCopy.Run(args[1]);
        var options = new Options(args);
        var (only, rounds) = (options.Text("--only"), options.Number("--rounds", 3));
        Console.WriteLine($"{Threads} threads, {rounds} interleaved rounds of processes of their own, medians; only the work is timed, on either side not the start.");
        var isMet = true;
        foreach (var contest in _contests.Where(c => only is null || c.Name == only)) isMet &= Compare(contest, options, rounds);
        return isMet ? 0 : 1;
    }

    bool Compare(IDataContest contest, Options options, int rounds)
    {
        var competitors = Competitor.Present([Competitor.Rondo(Name, RondoFit.Verb, contest.Name), .. contest.Peers]);
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            contest.Prepare(folder, options);
            var results = Rounds.Run(competitors, rounds, folder, Threads, 0);
            return Enumerable.Range(1, competitors.Length - 1).All(peer => Tell(contest, options, results, peer));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool Tell(IDataContest contest, Options options, Rounds rounds, int peer)
    {
        var (ratios, name) = (rounds.Ratios(peer), rounds.Competitors[peer].Name);
        var ratio = Rounds.Median(ratios);
        var difference = contest.Differs(rounds.Fits[0][0].Scores, rounds.Fits[peer][0].Scores);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(ratio <= contest.Bar && difference is null ? "met   " : "missed")}  {contest.Title(options)} beside {name}: {rounds.Of(0, f => f.FitSeconds):F2} s and {rounds.Of(peer, f => f.FitSeconds):F2} s, ratio {ratio:F3} ({ratios.Min():F3} .. {ratios.Max():F3}), bar {contest.Bar:F2}; peak {rounds.Of(0, f => f.PeakMegabytes):F0} and {rounds.Of(peer, f => f.PeakMegabytes):F0} MB; {difference ?? "same results"}"));
        return ratio <= contest.Bar && difference is null;
    }
}
