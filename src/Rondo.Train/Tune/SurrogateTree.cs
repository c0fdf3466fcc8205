using Rondo.Engine.Numerics;

namespace Rondo.Train.Tune;

/// <summary>An extremely randomized tree (Geurts, Ernst and Wehenkel 2006) over points of the unit cube; its leaves are boxes.</summary>
sealed class SurrogateTree
{
    private const int FewestToSplit = 4;

    private readonly double[][] _points;
    private readonly double[] _values;
    private readonly CounterRandom _random;
    private readonly List<Leaf> _leaves = [];
    private ulong _counter;

    public SurrogateTree(double[][] points, double[] values, CounterRandom random)
    {
        (_points, _values, _random) = (points, values, random);
        var dimensions = points[0].Length;
        Grow([.. Enumerable.Range(0, points.Length)], new double[dimensions], [.. Enumerable.Repeat(1.0, dimensions)]);
    }

    /// <summary>The variance over one dimension of the mean over all others: the first-order part of fANOVA (Hutter, Hoos and Leyton-Brown 2014).</summary>
    public double MarginalVariance(int dimension)
    {
        // Where the mean over the other dimensions goes up and down along this one.
        var steps = new List<(double At, double Change)>(2 * _leaves.Count);
        foreach (var leaf in _leaves)
        {
            var change = leaf.Value;
            for (var j = 0; j < leaf.Low.Length; j++)
                if (j != dimension) change *= leaf.High[j] - leaf.Low[j];
            steps.Add((leaf.Low[dimension], change));
            steps.Add((leaf.High[dimension], -change));
        }
        var (sum, squares, level, at) = (0.0, 0.0, 0.0, 0.0);
        foreach (var step in steps.OrderBy(s => s.At))
        {
            sum += level * (step.At - at);
            squares += level * level * (step.At - at);
            level += step.Change;
            at = step.At;
        }
        return Math.Max(0, squares - sum * sum);
    }

    void Grow(int[] rows, double[] low, double[] high)
    {
        var best = (Gain: 0.0, Dimension: -1, Threshold: 0.0);
        if (rows.Length >= FewestToSplit)
            for (var j = 0; j < low.Length; j++)
                if (Split(rows, j) is { } split && split.Gain > best.Gain) best = (split.Gain, j, split.Threshold);
        if (best.Dimension < 0)
        {
            _leaves.Add(new Leaf(low, high, rows.Sum(r => _values[r]) / rows.Length));
            return;
        }
        double[] middleHigh = [.. high], middleLow = [.. low];
        middleHigh[best.Dimension] = middleLow[best.Dimension] = best.Threshold;
        Grow([.. rows.Where(r => _points[r][best.Dimension] < best.Threshold)], low, middleHigh);
        Grow([.. rows.Where(r => _points[r][best.Dimension] >= best.Threshold)], middleLow, high);
    }

    // One threshold at random between the smallest and the largest point; the gain is the variance that it explains.
    (double Gain, double Threshold)? Split(int[] rows, int dimension)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var row in rows) (least, most) = (Math.Min(least, _points[row][dimension]), Math.Max(most, _points[row][dimension]));
        var threshold = least + _random.Uniform(_counter++) * (most - least);
        if (!(threshold > least)) return null;
        var (left, leftSum, sum) = (0, 0.0, 0.0);
        foreach (var row in rows)
        {
            sum += _values[row];
            if (_points[row][dimension] >= threshold) continue;
            left++;
            leftSum += _values[row];
        }
        var (right, rightSum) = (rows.Length - left, sum - leftSum);
        return (leftSum * leftSum / left + rightSum * rightSum / right - sum * sum / rows.Length, threshold);
    }

    private sealed record Leaf(double[] Low, double[] High, double Value);
}
