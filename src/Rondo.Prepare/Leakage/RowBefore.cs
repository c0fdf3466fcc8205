using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// How far the row before tells the target already: in the order of the file, of the time, and of the time within each group.
/// In a series that moves slowly yesterday's value predicts nearly perfectly, and is no leak; what is to be explained is the rest.
/// </summary>
/// <param name="Error">Mean squared error of a number, or the share of wrong classes; infinite where it tells nothing.</param>
/// <param name="RankError">Mean squared error of the number's rank.</param>
sealed record RowBefore(double Error, double RankError)
{
    public static RowBefore Of(LeakageData data)
    {
        var best = new RowBefore(double.PositiveInfinity, double.PositiveInfinity);
        if (data.Rows < 3 || data.Target.Task == TaskKind.Clustering) return best;
        var isNumber = data.Target.Task == TaskKind.Regression;
        var ranks = isNumber ? RowSample.RanksOf(data.Target.Values) : [];
        var orders = new List<int[]>();
        // Classes in the order of a file are often sorted by class, which would hide any copy of them.
        if (isNumber && !IsSorted(data.Target.Values)) orders.Add([.. Enumerable.Range(0, data.Rows)]);
        if (data.Time is { } time) orders.Add(RowOrder.By(data.Table[time]));
        var series = data.Time is not null && data.Group is { } group ? Codes.Of(data.Table[group]) : null;
        if (series is not null) orders.Add(RowOrder.By(data.Table[data.Time!], series));
        foreach (var order in orders)
        {
            var within = series is not null && order == orders[^1] ? series : null;
            best = new RowBefore(Math.Min(best.Error, Step(data.Target, data.Target.Values, order, within)), isNumber ? Math.Min(best.RankError, Step(data.Target, ranks, order, within)) : best.RankError);
        }
        return best;
    }

    static double Step(Target target, double[] values, int[] order, int[]? series)
    {
        var (sum, steps) = (0.0, 0);
        for (var i = 1; i < order.Length; i++)
        {
            if (series is not null && series[order[i]] != series[order[i - 1]]) continue;
            var step = values[order[i]] - values[order[i - 1]];
            sum += target.Task == TaskKind.Regression ? step * step : step == 0 ? 0 : 1;
            steps++;
        }
        return steps < order.Length / 4 ? double.PositiveInfinity : sum / steps;
    }

    static bool IsSorted(double[] values)
    {
        var (rises, falls) = (false, false);
        for (var i = 1; i < values.Length; i++)
        {
            rises |= values[i] > values[i - 1];
            falls |= values[i] < values[i - 1];
        }
        return !rises || !falls;
    }
}

/// <summary>Row numbers in another order.</summary>
static class RowOrder
{
    /// <summary>By time, within each series when there are some; rows of one time in the order of the file, rows without a time first.</summary>
    public static int[] By(Column time, int[]? series = null)
    {
        var keys = new (int Series, ulong Time, int Row)[time.Length];
        for (var row = 0; row < keys.Length; row++) keys[row] = (series?[row] ?? 0, KeyOf(time, row), row);
        Array.Sort(keys);
        return Array.ConvertAll(keys, key => key.Row);
    }

    static ulong KeyOf(Column column, int row) => column.IsMissing(row) ? 0 : column switch
    {
        DoubleColumn numbers => OrderStatistics.Key(numbers.Values[row]),
        IntegerColumn whole => OrderStatistics.Key(whole.Values[row]),
        TextColumn text => (ulong)text.Codes[row],
        _ => 0,
    };
}
