using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>The unbiased maximum mean discrepancy with a Gaussian kernel (Gretton and others 2012), its p-value by random shuffles.</summary>
[Part("mmd", "Maximum mean discrepancy of rows of numbers with a Gaussian kernel and shuffles (Gretton and others 2012).")]
public sealed record MaximumMeanDiscrepancy : IStatistic
{
    private const int MostRows = 6_000;

    [Param("The kernel's width: median (the root of half the median squared distance of reference rows), or a number above 0.")]
    public object Sigma { get; init; } = "median";

    [Param("Random shuffles for the p-value; with 0 there is none.", Min = 0, Max = 1_000_000)]
    public int Permutations { get; init; } = 100;

    public StatisticResult Compute(StatisticInput input)
    {
        var (reference, current) = (input.Rows("reference"), input.Rows("current"));
        if (reference[0].Length != current[0].Length) throw input.Bad("current", $"its rows have {current[0].Length} numbers and the reference's {reference[0].Length}", "rows of one length");
        return Compare(reference, current, input.Seed);
    }

    public StatisticResult Compare(double[][] reference, double[][] current, ulong seed)
    {
        int m = reference.Length, all = m + current.Length;
        if (m < 2 || current.Length < 2) throw new RondoException("too_few_values", $"mmd needs at least 2 rows on either side, and there are {m} and {current.Length}.", "Wait for more rows.");
        if (all > MostRows) throw new RondoException("too_many_values", $"mmd compares every row with every other, so it takes up to {MostRows} rows, and there are {all}.", "Give it a sample of the rows.");
        var distances = Distances([.. reference, .. current]);
        var sigma = SigmaOf(distances, all, m);
        var kernel = Array.ConvertAll(distances, d => d / (-2 * sigma * sigma));
        Functions.Exp(kernel, kernel);
        var order = Enumerable.Range(0, all).ToArray();
        var seen = Unbiased(kernel, order, m);
        var result = new StatisticResult(seen) { Effect = seen }.With("sigma", sigma).With("permutations", Permutations).With("reference", SampleCounts.Of(m, 0)).With("current", SampleCounts.Of(all - m, 0));
        if (Permutations == 0) return result;
        var (random, atLeast) = (new CounterRandom(seed, "mmd"), 1);
        for (var shuffle = 0; shuffle < Permutations; shuffle++)
            if (Unbiased(kernel, random.Child((ulong)shuffle).Permutation(all), m) >= seen - 1e-14) atLeast++;
        return result with { PValue = (double)atLeast / (Permutations + 1) };
    }

    static double[] Distances(double[][] rows)
    {
        var distances = new double[rows.Length * rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < rows[i].Length; k++) sum += (rows[i][k] - rows[j][k]) * (rows[i][k] - rows[j][k]);
                distances[i * rows.Length + j] = distances[j * rows.Length + i] = sum;
            }
        }
        return distances;
    }

    double SigmaOf(double[] distances, int all, int m)
    {
        if (Sigma is not "median")
        {
            if (Sigma is double or long or int && Convert.ToDouble(Sigma, CultureInfo.InvariantCulture) is > 0 and < double.PositiveInfinity and var given) return given;
            throw new RondoException(new Mistake("bad_parameter", $"'sigma' is '{Convert.ToString(Sigma, CultureInfo.InvariantCulture)}'; expected median or a number above 0.") { Field = "sigma" });
        }
        foreach (var rows in (int[])[m, all])
            if (Median(distances, all, rows) is > 0 and var median) return Math.Sqrt(0.5 * median);
        throw new RondoException("zero_variance", "Half of the rows are equal, so mmd has no width for its kernel.", "Give one: sigma=1.");
    }

    // Of pairs of different rows, the lower of the two middle ones.
    static double Median(double[] distances, int all, int rows)
    {
        var (pairs, at) = (new double[rows * (rows - 1) / 2], 0);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < i; j++) pairs[at++] = distances[i * all + j];
        Array.Sort(pairs);
        return pairs[(pairs.Length - 1) / 2];
    }

    static double Unbiased(double[] kernel, int[] order, int m)
    {
        var (all, n) = (order.Length, order.Length - m);
        var isFirst = new bool[all];
        for (var i = 0; i < m; i++) isFirst[order[i]] = true;
        double first = 0, second = 0, across = 0;
        for (var i = 0; i < all; i++)
        {
            double same = 0, other = 0;
            for (var j = 0; j < i; j++)
            {
                if (isFirst[i] == isFirst[j]) same += kernel[i * all + j];
                else other += kernel[i * all + j];
            }
            if (isFirst[i]) first += same;
            else second += same;
            across += other;
        }
        return 2 * first / ((double)m * (m - 1)) + 2 * second / ((double)n * (n - 1)) - 2 * across / ((double)m * n);
    }
}
