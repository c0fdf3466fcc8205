using System.Runtime.CompilerServices;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>Splits by squared error; of 0 and 1 that is half the Gini impurity, so it serves two classes as well.</summary>
sealed class MomentSearch(ForestFeatures features, ForestSettings settings, int featuresPerSplit, int rows, bool isBinary)
    : SplitSearch(features, settings, featuresPerSplit, rows)
{
    private const double CategorySmoothing = 10;

    private readonly Moment[] _sums = new Moment[256];
    private readonly int[] _counts = new int[256];
    private int _summed = -1;
    private double _sum;
    private double _least;
    private double _most;

    public override int Width => 1;

    public override int OnlyClass => isBinary && _least == _most ? (int)_least : -1;

    public override void FillLeaf(Span<float> values) =>
        values[0] = (float)(_least == _most ? _least : Math.Clamp(_sum / Weight, _least, _most));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override bool SumNode()
    {
        var targets = Rows.Targets;
        var (sum, weight, least, most) = (0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var row in Node)
        {
            var (value, rowWeight) = targets[row];
            sum += value * rowWeight;
            weight += rowWeight;
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
        (_sum, Weight, _least, _most, _summed) = (sum, weight, least, most, -1);
        return least < most;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Cut Walk(int lead, int count, bool atEnd)
    {
        var (targets, keys, order) = (Rows.Targets, Keys, Order);
        var (sum, weight, best) = (0.0, 0.0, Cut.None);
        foreach (var row in Lead.AsSpan(0, lead)) Add(targets[row], ref sum, ref weight);
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && keys[i - 1] < keys[i] && Fits(lead + i) && Gain(sum, weight) is var gain && gain > best.Gain)
                best = new Cut(keys[i - 1], keys[i], gain, weight, lead + i);
            Add(targets[order[i]], ref sum, ref weight);
        }
        if (atEnd && count > 0 && Fits(lead + count) && Gain(sum, weight) is var last && last > best.Gain)
            best = new Cut(keys[count - 1], float.PositiveInfinity, last, weight, lead + count);
        return best;
    }

    protected override Cut WalkBins(int feature, bool missingLeft, out int missing, out int known)
    {
        var bins = Features.Bins[feature];
        if (_summed != feature) SumBins(Rows.Columns[feature], bins.Count + 1);
        _summed = feature;
        missing = _counts[bins.Missing];
        var (sum, weight, count) = missingLeft ? (_sums[bins.Missing].Sum, _sums[bins.Missing].Weight, missing) : default;
        var (best, before) = (Cut.None, -1);
        known = 0;
        for (var bin = 0; bin < bins.Count; bin++)
        {
            if (_counts[bin] == 0) continue;
            if (before >= 0 && Fits(count) && Gain(sum, weight) is var gain && gain > best.Gain) best = new Cut(before, bin, gain, weight, count);
            sum += _sums[bin].Sum;
            weight += _sums[bin].Weight;
            count += _counts[bin];
            before = bin;
            known++;
        }
        if (missing > 0 && !missingLeft && known > 0 && Fits(count) && Gain(sum, weight) is var last && last > best.Gain)
            best = new Cut(before, float.PositiveInfinity, last, weight, count);
        return best;
    }

    protected override void FillRatios(ReadOnlySpan<byte> column, Span<double> ratios, Span<int> counts)
    {
        SumBins(column, 256);
        var mean = _sum / Weight;
        for (var bin = 0; bin < 256; bin++) ratios[bin] = (_sums[bin].Sum - mean * _sums[bin].Weight) / (_sums[bin].Weight + CategorySmoothing);
        _counts.CopyTo(counts);
        _summed = -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void SumBins(ReadOnlySpan<byte> column, int bins)
    {
        var (targets, sums, counts) = (Rows.Targets, _sums, _counts);
        sums.AsSpan(0, bins).Clear();
        counts.AsSpan(0, bins).Clear();
        foreach (var row in Node)
        {
            var (value, weight) = targets[row];
            var bin = column[row];
            ref var to = ref sums[bin];
            to.Sum += value * weight;
            to.Weight += weight;
            counts[bin]++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(RowTarget target, ref double sum, ref double weight)
    {
        sum += target.Value * target.Weight;
        weight += target.Weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool Fits(int left) => left >= MinSamplesLeaf && Count - left >= MinSamplesLeaf && left < Count;

    /// <summary>What the squared error falls by. Multiplied out, so that whole weights of two classes give exact, hence equal, gains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    double Gain(double sum, double weight)
    {
        var difference = sum * Weight - _sum * weight;
        return difference * difference * (Weight + 2 * L2) / ((weight + L2) * (Weight - weight + L2) * (Weight * Weight));
    }

    private struct Moment
    {
        public double Sum;
        public double Weight;
    }
}
