using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>
/// A column of numbers or times, sorted once: its distinct values in ascending order with the rows of each. Quantiles, moments,
/// histograms, frequent values and ranks all come from here. Infinities stand at the ends.
/// </summary>
public sealed class SortedColumn
{
    // The sorted rows are kept until ranks are asked for.
    private readonly int[] _rows;

    SortedColumn(Column column, double[] values, long[]? whole, int[] counts, int[] rows)
    {
        (Column, Values, Whole, Counts, _rows) = (column, values, whole, counts, rows);
        var (first, end) = (0, values.Length);
        while (first < end && double.IsNegativeInfinity(values[first])) Infinite += counts[first++];
        while (end > first && double.IsPositiveInfinity(values[end - 1])) Infinite += counts[--end];
        (FirstFinite, FiniteDistinct) = (first, end - first);
    }

    public Column Column { get; }

    /// <summary>The distinct values, ascending; of whole numbers and times as doubles.</summary>
    public double[] Values { get; }

    /// <summary>The same exactly, of whole numbers and times.</summary>
    public long[]? Whole { get; }

    /// <summary>The rows of each distinct value.</summary>
    public int[] Counts { get; }

    /// <summary>The rows that have a value.</summary>
    public int Known => _rows.Length;

    public int Infinite { get; }

    /// <summary>Where finite values begin among the distinct ones.</summary>
    public int FirstFinite { get; }

    public int FiniteDistinct { get; }

    public ReadOnlySpan<double> FiniteValues => Values.AsSpan(FirstFinite, FiniteDistinct);

    public ReadOnlySpan<int> FiniteCounts => Counts.AsSpan(FirstFinite, FiniteDistinct);

    public static SortedColumn Of(DoubleColumn column)
    {
        var (keys, rows, count) = (new ulong[column.Length], new int[column.Length], 0);
        for (var row = 0; row < column.Length; row++)
        {
            if (double.IsNaN(column.Values[row])) continue;
            keys[count] = OrderStatistics.Key(column.Values[row]);
            rows[count++] = row;
        }
        var (distinct, counts) = Group(ref keys, ref rows, count);
        return new SortedColumn(column, Array.ConvertAll(distinct, OrderStatistics.Value), null, counts, rows);
    }

    public static SortedColumn Of(IntegerColumn column)
    {
        var (keys, rows, count) = (new ulong[column.Length], new int[column.Length], 0);
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            keys[count] = OrderStatistics.Key(column.Values[row]);
            rows[count++] = row;
        }
        var (distinct, counts) = Group(ref keys, ref rows, count);
        var whole = Array.ConvertAll(distinct, key => (long)(key ^ (1UL << 63)));
        return new SortedColumn(column, Array.ConvertAll(whole, w => (double)w), whole, counts, rows);
    }

    /// <summary>
    /// Twice the mean rank of each row's value among the finite ones, which is whole: equal values share a rank. 0 where there is none.
    /// Shape: rows.
    /// </summary>
    public int[] DoubledRanks()
    {
        var ranks = new int[Column.Length];
        var (next, before) = (Infinite == 0 ? 0 : Counts.AsSpan(0, FirstFinite).ToArray().Sum(), 0);
        foreach (var count in FiniteCounts)
        {
            var doubled = 2 * before + count + 1;
            foreach (var row in _rows.AsSpan(next, count)) ranks[row] = doubled;
            next += count;
            before += count;
        }
        return ranks;
    }

    static (ulong[] Distinct, int[] Counts) Group(ref ulong[] keys, ref int[] rows, int count)
    {
        RadixOrder.Sort(ref keys, ref rows, count);
        if (rows.Length != count) rows = rows[..count];
        var distinct = 0;
        for (var i = 0; i < count; i++)
            if (i == 0 || keys[i] != keys[i - 1]) distinct++;
        var (values, counts, at) = (new ulong[distinct], new int[distinct], -1);
        for (var i = 0; i < count; i++)
        {
            if (i == 0 || keys[i] != keys[i - 1]) values[++at] = keys[i];
            counts[at]++;
        }
        return (values, counts);
    }
}
