using Rondo.Engine.Numerics;

namespace Rondo.Train.Judge;

/// <summary>Sums over the rows of one cell.</summary>
record struct SliceSums(int Rows, double Loss, double LossSquares, double Rank, double RankSquares);

/// <summary>The losses of all rows, and their ranks: a few huge losses make a mean, and not a rank.</summary>
sealed class SliceLosses
{
    private readonly double[] _losses;
    private readonly double[] _ranks;
    private readonly bool[]? _counts;
    private readonly SliceSums _all;
    private readonly double _deviation;

    /// <param name="losses">A loss for each row.</param>
    /// <param name="weights">Rows of weight 0 do not count; other weights do not make a row more telling.</param>
    public SliceLosses(double[] losses, double[]? weights)
    {
        _losses = losses;
        _ranks = Ranks(losses);
        _counts = weights is null ? null : Array.ConvertAll(weights, w => w > 0);
        _all = Of(new int[losses.Length], 1)[0];
        _deviation = Math.Sqrt(Variance(_all.Rows, _all.Loss, _all.LossSquares));
    }

    public int Rows => _all.Rows;

    public SliceSums[] Of(int[] cellOf, int cells)
    {
        var sums = new SliceSums[cells];
        for (var row = 0; row < cellOf.Length; row++)
        {
            if (cellOf[row] < 0 || _counts?[row] == false) continue;
            ref var cell = ref sums[cellOf[row]];
            cell.Rows++;
            cell.Loss += _losses[row];
            cell.LossSquares += _losses[row] * _losses[row];
            cell.Rank += _ranks[row];
            cell.RankSquares += _ranks[row] * _ranks[row];
        }
        return sums;
    }

    /// <summary>How surely the cell is worse than the other rows; 0 when it is too small.</summary>
    public double Evidence(SliceSums cell, int least) =>
        cell.Rows < least || _all.Rows - cell.Rows < least ? 0 : Math.Max(0, -Functions.Log(Math.Max(1e-300, PValue(cell))));

    public WeakSlice Slice(SliceSums cell, IReadOnlyList<SliceCondition> conditions)
    {
        var (mean, others) = (cell.Loss / cell.Rows, (_all.Loss - cell.Loss) / (_all.Rows - cell.Rows));
        return new WeakSlice(conditions, cell.Rows, (double)cell.Rows / _all.Rows, mean, others, PValue(cell))
        {
            Effect = _deviation > 0 ? (mean - others) / _deviation : 0,
            Excess = _all.Loss > 0 ? (mean - others) * cell.Rows / _all.Loss : 0,
        };
    }

    // The larger of both tests' values: a slice is worse in its losses and in their ranks.
    double PValue(SliceSums cell)
    {
        var rest = new SliceSums(_all.Rows - cell.Rows, _all.Loss - cell.Loss, _all.LossSquares - cell.LossSquares, _all.Rank - cell.Rank, _all.RankSquares - cell.RankSquares);
        return Math.Max(
            Welch(cell.Rows, cell.Loss, cell.LossSquares, rest.Rows, rest.Loss, rest.LossSquares),
            Welch(cell.Rows, cell.Rank, cell.RankSquares, rest.Rows, rest.Rank, rest.RankSquares));
    }

    static double Welch(int n, double sum, double squares, int others, double otherSum, double otherSquares)
    {
        var (one, two) = (Variance(n, sum, squares) / n, Variance(others, otherSum, otherSquares) / others);
        var difference = sum / n - otherSum / others;
        if (one + two <= 0) return difference > 0 ? 0 : 1;
        var t = difference / Math.Sqrt(one + two);
        var freedom = (one + two) * (one + two) / (one * one / (n - 1) + two * two / (others - 1));
        return UpperTail(t, freedom);
    }

    // Student's t by Wallace's (1959) normal deviate and the tail of Abramowitz and Stegun 26.2.17 (error below 7.5e-8), continued by Mills' ratio.
    static double UpperTail(double t, double freedom)
    {
        if (!(t > 0)) return 1;
        var z = (8 * freedom + 1) / (8 * freedom + 3) * Math.Sqrt(freedom * Functions.Log1P(t * t / freedom));
        var density = Functions.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z > 4) return density / z * (1 - 1 / (z * z) + 3 / (z * z * z * z));
        var k = 1 / (1 + 0.2316419 * z);
        return density * k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
    }

    static double Variance(int n, double sum, double squares) => n > 1 ? Math.Max(0, (squares - sum * sum / n) / (n - 1)) : 0;

    // From 0 to 1; equal losses share their mean rank.
    static double[] Ranks(double[] losses)
    {
        var (order, keys, ranks) = (Enumerable.Range(0, losses.Length).ToArray(), (double[])losses.Clone(), new double[losses.Length]);
        Array.Sort(keys, order);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            end = start + 1;
            while (end < keys.Length && keys[end] == keys[start]) end++;
            for (var i = start; i < end; i++) ranks[order[i]] = (start + end - 1) / 2.0 / keys.Length;
        }
        return ranks;
    }
}
