using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>Fisher's exact test of a table of two by two (Fisher 1935). Values equal scipy.stats.fisher_exact's.</summary>
[Part("fisher_exact", "Fisher's exact test of a 2 x 2 table; the statistic is the odds ratio (Fisher 1935; scipy.stats.fisher_exact).")]
public sealed record FisherExact : IStatistic
{
    private const double LargestTotal = 1e7;

    [Param("Which difference to look for; greater: the odds of the first row are the larger ones.")]
    public Alternative Alternative { get; init; }

    public StatisticResult Compute(StatisticInput input)
    {
        if (input.Has("table") || !input.Has("reference"))
        {
            var rows = input.Rows("table");
            if (rows.Length != 2 || rows[0].Length != 2) throw input.Bad("table", $"it is {rows.Length} x {rows[0].Length}", "[[a, b], [c, d]]");
            foreach (var value in rows.SelectMany(r => r))
                if (value < 0 || value != Math.Floor(value)) throw input.Bad("table", FormattableString.Invariant($"it holds {value}"), "counts: whole numbers from 0 on");
            return Test(rows[0][0], rows[0][1], rows[1][0], rows[1][1]);
        }
        var success = input.SuccessOf("reference", "current");
        var (reference, current) = (input.Trials("reference", success), input.Trials("current", success));
        return Test(reference.Successes, reference.Count - reference.Successes, current.Successes, current.Count - current.Successes)
            .With("table", (double[])[reference.Successes, reference.Count - reference.Successes, current.Successes, current.Count - current.Successes]);
    }

    public StatisticResult Test(double a, double b, double c, double d)
    {
        var (row, column, all) = (a + b, a + c, a + b + c + d);
        if (all > LargestTotal) throw new RondoException("too_many_values", "fisher_exact counts up to ten million.", "Use chi_square: at this size the two agree.");
        if (row == 0 || row == all || column == 0 || column == all)
            return new StatisticResult(null) { PValue = 1 }.With("odds_ratio", "undefined: a row or a column is empty, so only one table is possible");
        var p = Alternative switch
        {
            Alternative.Less => Sum(row, column, all, x => x <= a),
            Alternative.Greater => Sum(row, column, all, x => x >= a),
            _ => TwoSided(row, column, all, a),
        };
        var result = new StatisticResult(b * c == 0 ? null : a * d / (b * c)) { PValue = Math.Min(1, p) };
        return b * c == 0 ? result.With("odds_ratio", "infinite") : result;
    }

    // Tables as likely as the one seen belong to it, though rounding makes them differ a little.
    static double TwoSided(double row, double column, double all, double seen)
    {
        var limit = LogProbability(seen, row, column, all) + 1e-7;
        return Sum(row, column, all, x => LogProbability(x, row, column, all) <= limit);
    }

    static double Sum(double row, double column, double all, Func<double, bool> counts)
    {
        var sum = 0.0;
        for (var x = Math.Max(0, row + column - all); x <= Math.Min(row, column); x++)
            if (counts(x)) sum += Functions.Exp(LogProbability(x, row, column, all));
        return sum;
    }

    static double LogProbability(double x, double row, double column, double all) =>
        Functions.LogChoose(column, x) + Functions.LogChoose(all - column, row - x) - Functions.LogChoose(all, row);
}
