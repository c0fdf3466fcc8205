using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Cause;

/// <summary>
/// Why the error rose. The mean error is a sum over the ranges of any one column of share times error, so its rise has two parts:
/// rows that moved to ranges where the model is worse (a cause in the data, ranked here), and the model being worse within a range (a weak slice).
/// </summary>
public static class CauseRanking
{
    // Fewer rows say nothing of a range; smaller shares of the rise are not worth a line.
    const int LeastRows = 5, MostExamples = 5, MostCauses = 10;
    const double LeastExplained = 0.05, Doubt = 0.05, SureRise = 2;

    /// <param name="table">The features; those that the reference lacks are passed over.</param>
    /// <param name="errors">Of the same rows; NaN where the truth is not known.</param>
    public static (ImmutableArray<RankedCause> Causes, ImmutableArray<WeakSlice> Slices) Rank(ReferenceProfile reference, Table table, double[] errors)
    {
        var known = errors.Count(e => !double.IsNaN(e));
        if (known < 2 * LeastRows || reference.ErrorsByRange.IsEmpty) return ([], []);
        var (mean, deviation) = Moments.Of([.. errors.Where(e => !double.IsNaN(e))]);
        var rise = mean - reference.MeanError;
        // What chance may have made has no cause.
        var hasRisen = rise > SureRise * deviation / Math.Sqrt(known);
        var (causes, slices) = (new List<RankedCause>(), new List<WeakSlice>());
        foreach (var column in reference.Columns)
        {
            if (!table.Schema.Contains(column.Name) || ColumnRanges.Of(column) is not { } ranges || reference.ErrorsOf(column.Name) is not { } before || before.Rows.Length != ranges.Names.Length) continue;
            var of = ranges.Of(table[column.Name]);
            var now = ErrorByRange.Of(column.Name, of, errors, ranges.Names.Length);
            var total = before.Rows.Sum();
            for (var r = 0; r < now.Rows.Length; r++)
            {
                if (now.Rows[r] < LeastRows) continue;
                var (share, shareBefore) = ((double)now.Rows[r] / known, total == 0 ? 0 : (double)before.Rows[r] / total);
                var error = now.Errors[r] / now.Rows[r];
                var elsewhere = known == now.Rows[r] ? reference.MeanError : (mean * known - now.Errors[r]) / (known - now.Rows[r]);
                double? errorBefore = before.Rows[r] == 0 ? null : before.Errors[r] / before.Rows[r];
                var explains = hasRisen ? (share - shareBefore) * (error - elsewhere) / rise : 0;
                // More rows where the model is worse than elsewhere; fewer rows where it is better would be the same statement of the other ranges.
                if (explains >= LeastExplained && share > shareBefore && error > elsewhere && IsWorse(errors, of, r))
                    causes.Add(new RankedCause(column.Name, ranges.Names[r], ranges.IsOutside(r), now.Rows[r], share, shareBefore, error, elsewhere, errorBefore, explains, Worst(errors, of, r)));
                if (errorBefore is { } usual && before.Rows[r] >= LeastRows && error > usual && WeakP(errors, of, r, usual) is { } p) slices.Add(new WeakSlice(column.Name, ranges.Names[r], now.Rows[r], error, usual, p));
            }
        }
        return ([.. causes.OrderByDescending(c => c.Explains).Take(MostCauses)], Sure(slices));
    }

    // Of all slices looked at, no more than the usual share is named by chance.
    static ImmutableArray<WeakSlice> Sure(List<WeakSlice> slices)
    {
        if (slices.Count == 0) return [];
        var corrected = new AdjustPValues { Method = Correction.BenjaminiHochberg }.Adjust([.. slices.Select(s => s.PValue)]);
        return [.. slices.Select((s, i) => s with { PValue = corrected[i] }).Where(s => s.PValue <= Doubt).OrderByDescending(s => s.Rows * (s.Error - s.ReferenceError)).Take(MostCauses)];
    }

    static bool IsWorse(double[] errors, int[] ranges, int range) => Test(errors.Where((e, i) => ranges[i] == range && !double.IsNaN(e)), errors.Where((e, i) => ranges[i] != range && !double.IsNaN(e))) is <= Doubt;

    // Against a mean that is known: t of one sample, as Welch's test of a sample without spread gives it.
    static double? WeakP(double[] errors, int[] ranges, int range, double usual)
    {
        double[] inside = [.. errors.Where((e, i) => ranges[i] == range && !double.IsNaN(e))];
        return Test(inside, Enumerable.Repeat(usual, inside.Length));
    }

    static double? Test(IEnumerable<double> inside, IEnumerable<double> outside)
    {
        double[] more = [.. inside], less = [.. outside];
        if (more.Length < 2 || less.Length < 2) return null;
        var (first, second) = (NumberSample.Of(more, "inside"), NumberSample.Of(less, "outside"));
        if (first.IsConstant && second.IsConstant) return first.Lowest > second.Lowest ? 0 : 1;
        return new StudentTest { Alternative = Alternative.Greater }.Compare(first, second).PValue;
    }

    static int[] Worst(double[] errors, int[] ranges, int range) =>
        [.. Enumerable.Range(0, errors.Length).Where(i => ranges[i] == range && !double.IsNaN(errors[i])).OrderByDescending(i => errors[i]).ThenBy(i => i).Take(MostExamples)];
}
