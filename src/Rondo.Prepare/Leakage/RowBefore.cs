using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// How far the row before tells the target already: in the order of the file, of the time, and within each group.
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
        var orders = new List<(int[] Rows, int[]? Series)>();
        // Classes in the order of a file are often sorted by class, which would hide any copy of them.
        if (isNumber && !IsSorted(data.Target.Values)) orders.Add(([.. Enumerable.Range(0, data.Rows)], null));
        if (data.Time is { } time) orders.Add((RowOrder.By(data.Table[time]), null));
        if (isNumber || data.Time is not null) orders.AddRange(GroupColumns.Of(data).Select(name => Series(data, name)));
        foreach (var (rows, series) in orders)
        {
            best = new RowBefore(
                Math.Min(best.Error, Step(data.Target, data.Target.Values, rows, series)),
                isNumber ? Math.Min(best.RankError, Step(data.Target, ranks, rows, series)) : best.RankError);
        }
        return best;
    }

    static (int[] Rows, int[]? Series) Series(LeakageData data, string name)
    {
        var codes = Codes.Of(data.Table[name]);
        return (Grouping.Of(data, name, [name], codes).Rows, codes);
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
        // Groups of one or two rows are no series.
        return steps < order.Length / 2 ? double.PositiveInfinity : sum / steps;
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
    public static int[] By(Column time, int[]? series)
    {
        if (series is null) return By(time);
        var keys = new (int Series, ulong Time, int Row)[time.Length];
        for (var row = 0; row < keys.Length; row++) keys[row] = (series[row], KeyOf(time, row), row);
        Array.Sort(keys);
        return Array.ConvertAll(keys, key => key.Row);
    }

    /// <summary>By time alone.</summary>
    public static int[] By(Column time)
    {
        var keys = new ulong[time.Length];
        var rows = new int[time.Length];
        for (var row = 0; row < rows.Length; row++) (keys[row], rows[row]) = (KeyOf(time, row), row);
        Array.Sort(keys, rows);
        for (var start = 0; start < rows.Length;)
        {
            var end = start + 1;
            while (end < rows.Length && keys[end] == keys[start]) end++;
            Array.Sort(rows, start, end - start);
            start = end;
        }
        return rows;
    }

    static ulong KeyOf(Column column, int row) => column.IsMissing(row) ? 0 : column switch
    {
        DoubleColumn numbers => OrderStatistics.Key(numbers.Values[row]),
        IntegerColumn whole => OrderStatistics.Key(whole.Values[row]),
        TextColumn text => (ulong)text.Codes[row],
        _ => 0,
    };
}
