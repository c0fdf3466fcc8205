using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics;

/// <summary>The signed-rank test of differences that belong together row by row. Values equal scipy.stats.wilcoxon's; pairs that don't differ are left out.</summary>
[Part("wilcoxon", "Wilcoxon signed-rank test: whether row-by-row differences lie around zero (Wilcoxon 1945; scipy.stats.wilcoxon).")]
public sealed record WilcoxonSignedRank : IStatistic
{
    // Up to here the exact distribution is counted, as scipy does.
    private const int MostExact = 50;

    [Param("Which difference to look for; less: the reference's values are the smaller ones.")]
    public Alternative Alternative { get; init; }

    public StatisticResult Compute(StatisticInput input) => Of(input.Differences());

    /// <param name="differences">Finite, one for each row.</param>
    /// <exception cref="RondoException">All of them are 0.</exception>
    public StatisticResult Of(double[] differences)
    {
        double[] distinct = [.. differences.Where(d => d != 0)];
        if (distinct.Length == 0) throw new RondoException("no_difference", $"None of the {differences.Length} pairs differ, so wilcoxon is undefined.");
        var (positive, ties) = RankSums(distinct);
        double n = distinct.Length, all = n * (n + 1) / 2;
        var isExact = ties == 0 && differences.Length <= MostExact && distinct.Length == differences.Length;
        return new StatisticResult(Alternative == Alternative.TwoSided ? Math.Min(positive, all - positive) : positive)
        {
            PValue = isExact ? Exact(positive, distinct.Length) : Asymptotic(positive, n, ties),
            Effect = 2 * positive / all - 1,
        }.With("method", isExact ? "exact" : "asymptotic").With("pairs", n).With("equal_pairs", (double)(differences.Length - distinct.Length));
    }

    // The ranks' sum of positive differences, and what ties take from the variance.
    static (double Positive, double Ties) RankSums(double[] differences)
    {
        var sizes = Array.ConvertAll(differences, Math.Abs);
        Array.Sort(sizes, differences);
        var (positive, ties) = (0.0, 0.0);
        for (int first = 0, next; first < sizes.Length; first = next)
        {
            next = first + 1;
            while (next < sizes.Length && sizes[next] == sizes[first]) next++;
            double count = next - first, rank = (first + 1 + next) / 2.0;
            for (var i = first; i < next; i++)
                if (differences[i] > 0) positive += rank;
            ties += count * count * count - count;
        }
        return (positive, ties);
    }

    double Asymptotic(double positive, double n, double ties)
    {
        var deviation = Math.Sqrt((n * (n + 1) * (2 * n + 1) - ties / 2) / 24);
        return NormalDistribution.PValue((positive - n * (n + 1) / 4) / deviation, Alternative);
    }

    // The number of ways in which the ranks of positive differences have each sum: below 2^50, so doubles hold them exactly.
    double Exact(double positive, int n)
    {
        var ways = new double[n * (n + 1) / 2 + 1];
        ways[0] = 1;
        for (var rank = 1; rank <= n; rank++)
            for (var sum = ways.Length - 1; sum >= rank; sum--) ways[sum] += ways[sum - rank];
        var (at, total) = ((int)positive, Math.Pow(2, n));
        double atMost = ways.Take(at + 1).Sum() / total, atLeast = ways.Skip(at).Sum() / total;
        return Alternative switch
        {
            Alternative.Less => atMost,
            Alternative.Greater => atLeast,
            _ => Math.Min(1, 2 * Math.Min(atMost, atLeast)),
        };
    }
}
