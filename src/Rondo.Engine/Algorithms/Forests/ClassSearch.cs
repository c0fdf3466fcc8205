using System.Runtime.CompilerServices;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>
/// Splits by the Gini impurity of many classes. Rows move from right to left one by one, which costs the same for any number of classes.
/// </summary>
sealed class ClassSearch(ForestFeatures features, ForestSettings settings, int featuresPerSplit, int rows, int classes)
    : SplitSearch(features, settings, featuresPerSplit, rows)
{
    private const double CategorySmoothing = 10;

    private readonly double[] _totals = new double[classes];
    private readonly double[] _shares = new double[classes];
    private readonly double[] _left = new double[classes];
    private readonly double[] _weights = new double[256];
    private double _squaredShares;
    private int _present;
    private int _largest;

    public override int Width => classes;

    public override int OnlyClass => _present == 1 ? _largest : -1;

    public override void FillLeaf(Span<float> values)
    {
        for (var k = 0; k < classes; k++) values[k] = (float)_shares[k];
    }

    protected override bool SumNode()
    {
        var targets = Rows.Targets;
        Array.Clear(_totals);
        foreach (var row in Node) _totals[(int)targets[row].Value] += targets[row].Weight;
        (Weight, _squaredShares, _present, _largest) = (0, 0, 0, 0);
        for (var k = 0; k < classes; k++)
        {
            Weight += _totals[k];
            if (_totals[k] > 0) _present++;
            if (_totals[k] > _totals[_largest]) _largest = k;
        }
        for (var k = 0; k < classes; k++)
        {
            _shares[k] = _totals[k] / Weight;
            _squaredShares += _shares[k] * _shares[k];
        }
        return _present > 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Cut Walk(int lead, int count, bool atEnd)
    {
        var (targets, keys, order) = (Rows.Targets, Keys, Order);
        var (sums, best) = (default(LeftSums), Cut.None);
        Array.Clear(_left);
        foreach (var row in Lead.AsSpan(0, lead)) Add(targets[row], ref sums);
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && keys[i - 1] < keys[i] && Fits(lead + i) && Gain(sums) is var gain && gain > best.Gain)
                best = new Cut(keys[i - 1], keys[i], gain, sums.Weight, lead + i);
            Add(targets[order[i]], ref sums);
        }
        if (atEnd && count > 0 && Fits(lead + count) && Gain(sums) is var last && last > best.Gain)
            best = new Cut(keys[count - 1], float.PositiveInfinity, last, sums.Weight, lead + count);
        return best;
    }

    /// <summary>Counting sort by bin, then the walk.</summary>
    protected override Cut WalkBins(int feature, bool missingLeft, out int missing, out int known)
    {
        var (column, last) = (Rows.Columns[feature], Features.Bins[feature].Missing);
        Span<int> starts = stackalloc int[257];
        starts.Clear();
        foreach (var row in Node) starts[column[row] + 1]++;
        (missing, known) = (starts[last + 1], 0);
        for (var bin = 0; bin < last; bin++) if (starts[bin + 1] > 0) known++;
        for (var bin = 0; bin < 256; bin++) starts[bin + 1] += starts[bin];
        var lead = 0;
        foreach (var row in Node)
        {
            var bin = column[row];
            if (bin == last)
            {
                Lead[lead++] = row;
                continue;
            }
            var at = starts[bin]++;
            Keys[at] = bin;
            Order[at] = row;
        }
        return Walk(missingLeft ? lead : 0, Count - missing, missing > 0 && !missingLeft);
    }

    /// <summary>By the share of the node's largest class.</summary>
    protected override void FillRatios(ReadOnlySpan<byte> column, Span<double> ratios, Span<int> counts)
    {
        ratios.Clear();
        Array.Clear(_weights);
        foreach (var row in Node)
        {
            var (value, weight) = Rows.Targets[row];
            var bin = column[row];
            counts[bin]++;
            _weights[bin] += weight;
            if ((int)value == _largest) ratios[bin] += weight;
        }
        for (var bin = 0; bin < 256; bin++) ratios[bin] = (ratios[bin] - _shares[_largest] * _weights[bin]) / (_weights[bin] + CategorySmoothing);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Add(RowTarget target, ref LeftSums sums)
    {
        var (k, weight) = ((int)target.Value, target.Weight);
        ref var left = ref _left[k];
        sums.Squares += weight * (2 * left + weight);
        sums.Expected += weight * _shares[k];
        sums.Weight += weight;
        left += weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool Fits(int left) => left >= MinSamplesLeaf && Count - left >= MinSamplesLeaf && left < Count;

    /// <summary>What the impurity falls by: the squared distance between what the left part has of each class and what it would have by the node's shares.</summary>
    double Gain(LeftSums left)
    {
        var distance = left.Squares - 2 * left.Weight * left.Expected + left.Weight * left.Weight * _squaredShares;
        return Math.Max(0, distance) * (Weight + 2 * L2) / ((left.Weight + L2) * (Weight - left.Weight + L2));
    }

    private struct LeftSums
    {
        public double Weight;
        /// <summary>The sum over classes of the squared weight.</summary>
        public double Squares;
        /// <summary>The sum over rows of weight times the node's share of the row's class.</summary>
        public double Expected;
    }
}
