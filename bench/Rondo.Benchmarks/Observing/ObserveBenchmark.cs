using System.Globalization;
using System.Runtime.InteropServices;
using Rondo.Benchmarks.Contests;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics;

namespace Rondo.Benchmarks.Observing;

/// <summary>Five statistics of each column of two samples, beside four of scipy on the same arrays; one thread each, only the statistics timed.</summary>
sealed class ObserveBenchmark : IBenchmark
{
    private const int Columns = 20;
    private const double Bar = 0.35;
    // Kolmogorov-Smirnov and Wasserstein need no bins, so both sides must say the same.
    private const int PeerStatistics = 4, OurStatistics = 5, Shared = 2;
    private const double Alike = 1e-9;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public string Name => "observe";

    public string Summary => "five statistics of 20 columns beside scipy's KS, Wasserstein, Jensen-Shannon and chi-square [--rounds N] [--rows N]";

    public int Run(string[] args)
    {
        if (args is [RondoFit.Verb, var given, ..]) return RondoFit.Run(given, () => Statistics(given));
        var options = new Options(args);
        var (rounds, rows) = (options.Number("--rounds", 5), options.Number("--rows", 100_000));
        var folder = Directory.CreateTempSubdirectory("rondo-bench-").FullName;
        try
        {
            var peer = Competitor.Peer("scipy", "statistics_scipy.py");
            if (Competitor.Present(peer) is not [_]) return 1;
            Write(Path.Combine(folder, "reference.f64"), rows, 1, 0);
            Write(Path.Combine(folder, "current.f64"), rows, 2, 0.02);
            var ours = Competitor.Rondo(Name, RondoFit.Verb);
            Competitor[] both = [ours, peer];
            var first = Rounds.Run(both, 1, folder, 1, Columns);
            CheckAlike(first.Fits[0][0].Scores, first.Fits[1][0].Scores);
            return Tell(Rounds.Run(both, rounds, folder, 1, Columns), rows, rounds) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool Tell(Rounds rounds, int rows, int count)
    {
        var ratios = rounds.Ratios(1);
        var ratio = Rounds.Median(ratios);
        Console.WriteLine(string.Create(s_culture, $"{rows:N0} + {rows:N0} rows of {Columns} columns; {count} interleaved rounds, processes of their own, one thread, medians."));
        Console.WriteLine(string.Create(s_culture, $"  Rondo, {OurStatistics} statistics  {rounds.Of(0, f => f.FitSeconds):0.000} s"));
        Console.WriteLine(string.Create(s_culture, $"  scipy, {PeerStatistics} statistics  {rounds.Of(1, f => f.FitSeconds):0.000} s"));
        Console.WriteLine(string.Create(s_culture, $"  ratio {ratio:0.000} ({ratios.Min():0.000} to {ratios.Max():0.000}), bar {Bar}: {(ratio <= Bar ? "met" : "missed")}"));
        return ratio <= Bar;
    }

    static void CheckAlike(double[] ours, double[] theirs)
    {
        for (var column = 0; column < Columns; column++)
        {
            for (var s = 0; s < Shared; s++)
            {
                var (a, b) = (ours[column * OurStatistics + s], theirs[column * PeerStatistics + s]);
                if (!(Math.Abs(a - b) <= Alike * Math.Max(1, Math.Abs(b)))) throw new InvalidOperationException(string.Create(s_culture, $"Column {column}: {a} is not {b}; the two do not do the same work."));
            }
        }
    }

    static double[] Statistics(string folder)
    {
        var (reference, current) = (Read(folder, "reference.f64"), Read(folder, "current.f64"));
        var rows = reference.Length / Columns;
        var (found, sturges) = (new double[Columns * OurStatistics], (object)"sturges");
        for (var column = 0; column < Columns; column++)
        {
            var (a, b) = (NumberSample.Of(reference.AsSpan(column * rows, rows), "reference"), NumberSample.Of(current.AsSpan(column * rows, rows), "current"));
            found[column * OurStatistics] = new KolmogorovSmirnov().Compare(a, b).Statistic!.Value;
            found[column * OurStatistics + 1] = new Wasserstein().Compare(a, b).Statistic!.Value;
            found[column * OurStatistics + 2] = new JensenShannon { Bins = sturges }.Compare(a, b).Statistic!.Value;
            found[column * OurStatistics + 3] = new ChiSquareTest { Mode = CountTestMode.Homogeneity, Bins = sturges }.Compare(a, b).Statistic!.Value;
            found[column * OurStatistics + 4] = new PopulationStability().Compare(a, b).Statistic!.Value;
        }
        return found;
    }

    static double[] Read(string folder, string name) => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, name))).ToArray();

    // Sums of uniform numbers: near the normal law; every fifth column is of whole numbers with many ties.
    static void Write(string path, int rows, ulong seed, double shift)
    {
        var random = new CounterRandom(seed, "observe_benchmark");
        using var file = File.Create(path);
        for (var column = 0; column < Columns; column++)
        {
            var (values, stream) = (new double[rows], random.Child((ulong)column));
            for (var row = 0; row < rows; row++)
            {
                var sum = shift - 2;
                for (var i = 0; i < 4; i++) sum += stream.Uniform((ulong)row * 4 + (ulong)i);
                values[row] = column % 5 == 4 ? Math.Round(sum * 20) : sum;
            }
            file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }
}
