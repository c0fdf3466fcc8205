using Rondo.Engine.Algorithms;

namespace Rondo.Prepare.Leakage;

/// <summary>Some rows, their target, and the target's ranks (a number's alone; ties share theirs), from 0 to 1.</summary>
sealed record RowSample(int[] Rows, Target Target, double[] Ranks, RowBefore Before)
{
    public static RowSample Of(LeakageData data, int[] rows)
    {
        var target = data.Target.Take(rows);
        return new RowSample(rows, target, target.Task == TaskKind.Regression ? RanksOf(target.Values) : [], RowBefore.Of(data));
    }

    /// <summary>Mean ranks, scaled to 0 .. 1. Shape: values.</summary>
    public static double[] RanksOf(double[] values)
    {
        var sorted = (double[])values.Clone();
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        var ranks = new double[values.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            for (var i = start; i < end; i++) ranks[order[i]] = 0.5 * (start + end - 1) / Math.Max(1, sorted.Length - 1);
            start = end;
        }
        return ranks;
    }
}
