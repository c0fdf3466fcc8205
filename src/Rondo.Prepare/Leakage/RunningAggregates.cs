using System.Globalization;

namespace Rondo.Prepare.Leakage;

/// <summary>Aggregates up to, around or after a row in the order of time; their twins end with the row before.</summary>
static class RunningAggregates
{
    private static readonly int[] s_windows = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 20, 21, 24, 28, 30, 31, 48, 50, 52, 60, 90, 100, 168, 180, 365];

    /// <param name="values">Of the rows of the grouping, in its order.</param>
    public static IEnumerable<Aggregate> Of(Grouping grouping, double[] values)
    {
        yield return Make(grouping, values, "the sum up to and with the row itself", (sums, i, n) => sums[i + 1], (sums, i, n) => sums[i]);
        yield return Make(grouping, values, "the mean up to and with the row itself", (sums, i, n) => sums[i + 1] / (i + 1), (sums, i, n) => sums[i] / i);
        yield return Make(grouping, values, "the sum of all later rows", (sums, i, n) => sums[n] - sums[i + 1], (sums, i, n) => sums[i]);
        yield return Make(grouping, values, "the mean of all later rows", (sums, i, n) => (sums[n] - sums[i + 1]) / (n - i - 1), (sums, i, n) => sums[i] / i);
        yield return Make(grouping, values, "the sum of the row itself and all later ones", (sums, i, n) => sums[n] - sums[i], (sums, i, n) => sums[i]);
        foreach (var w in s_windows)
        {
            yield return Make(grouping, values, string.Create(CultureInfo.InvariantCulture, $"the sum or mean of the last {w} rows, the row itself with them,"), (sums, i, n) => Window(sums, i - w + 1, i + 1, n), (sums, i, n) => Window(sums, i - w, i, n));
            yield return Make(grouping, values, string.Create(CultureInfo.InvariantCulture, $"the sum or mean of the next {w} rows"), (sums, i, n) => Window(sums, i + 1, i + w + 1, n), (sums, i, n) => Window(sums, i - w, i, n));
            if (w % 2 == 1)
                yield return Make(grouping, values, string.Create(CultureInfo.InvariantCulture, $"the sum or mean of {w} rows around the row"), (sums, i, n) => Window(sums, i - w / 2, i + w / 2 + 1, n), (sums, i, n) => Window(sums, i - w, i, n));
        }
    }

    // Full windows alone: there the sum and the mean say the same.
    static double Window(double[] sums, int start, int end, int count) => start < 0 || end > count ? double.NaN : sums[end] - sums[start];

    static Aggregate Make(Grouping grouping, double[] values, string what, Func<double[], int, int, double> leaking, Func<double[], int, int, double> twin)
    {
        var (with, without) = (new double[values.Length], new double[values.Length]);
        for (var g = 0; g < grouping.Count; g++)
        {
            var (start, count) = (grouping.Starts[g], grouping.Starts[g + 1] - grouping.Starts[g]);
            var sums = new double[count + 1];
            for (var i = 0; i < count; i++) sums[i + 1] = sums[i] + values[start + i];
            for (var i = 0; i < count; i++) (with[start + i], without[start + i]) = (leaking(sums, i, count), twin(sums, i, count));
        }
        return new Aggregate(what, with, without, IsTwinHonest: true);
    }
}
