using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>What a tree may look like.</summary>
sealed record TreeLimits(int MaxLeaves, int MaxDepth, int MinSamplesLeaf, double L2, int[] Monotone)
{
    public int Direction(int feature) => feature < Monotone.Length ? Monotone[feature] : 0;
}

/// <summary>The bounds that monotone features above a leaf set to its value.</summary>
readonly record struct ValueBounds(double Lower, double Upper)
{
    public static ValueBounds None => new(double.NegativeInfinity, double.PositiveInfinity);
}

/// <summary>
/// Finds the best split of a leaf on one feature. Categories are sorted by their smoothed gradient ratio,
/// after which the best of all subsets is a prefix (Fisher 1958), as LightGBM does it (Ke et al. 2017).
/// </summary>
sealed class SplitFinder(BinnedMatrix matrix, TreeLimits limits, LevelScale scale)
{
    // Bins of a feature, and what a step of four may read beyond them.
    private const int Room = 256 + 3;
    private const double MinHessian = 1e-3;
    // A gain that is this small a share of the leaf's own score is the noise of rounding.
    private const double LeastGain = 1e-9;
    private const int MostCategoriesApart = 4;
    private const int MostCategoriesOnASide = 32;
    private const double CategorySmoothing = 10;
    private const double CategoryL2 = 10;

    public double Value(GradientSum sum, ValueBounds bounds) =>
        Math.Clamp(-sum.Gradient * scale.Gradient / (sum.Hessian * scale.Hessian + limits.L2 + double.Epsilon), bounds.Lower, bounds.Upper);

    public Split Find(int feature, Histogram histogram, GradientSum total, ValueBounds bounds)
    {
        var bins = matrix.Features[feature];
        if (bins.IsCategorical) return FindCategories(feature, bins, histogram, total);
        return limits.Monotone.Length > 0
            ? FindBounded(feature, bins, histogram, total, bounds)
            : FindNumber(feature, bins, histogram, total);
    }

    double Score(GradientSum sum, double l2)
    {
        var gradient = sum.Gradient * scale.Gradient;
        return gradient * gradient / (sum.Hessian * scale.Hessian + l2);
    }

    bool Fits(GradientSum side) => side.Count >= limits.MinSamplesLeaf && side.Hessian * scale.Hessian >= MinHessian;

    /// <summary>Every bound between bins, with the missing values right and, if there are any, also left.</summary>
    Split FindNumber(int feature, FeatureBins bins, Histogram histogram, GradientSum total)
    {
        var start = matrix.Offsets[feature];
        var missing = histogram[start + bins.Missing];
        var parent = Score(total, limits.L2);
        var best = new NumberScan(-1, LeastGain * parent, default);
        best = Scan(histogram, start, bins.Count, default, total, parent, best);
        var missingRight = best;
        if (missing.Count > 0) best = Scan(histogram, start, bins.Count, missing, total, parent, best);
        if (best.Bin < 0) return Split.None;
        // Where no row is missing, missing values follow the larger part.
        var missingLeft = missing.Count > 0 ? best != missingRight : best.Left.Count > total.Count - best.Left.Count;
        return new Split(feature, best.Bin, default, missingLeft, best.Gain, best.Left);
    }

    /// <summary>The best bound if the left part begins with <paramref name="left"/>; <paramref name="best"/> unless it is better.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    unsafe NumberScan Scan(Histogram histogram, int start, int bins, GradientSum left, GradientSum total, double parent, NumberScan best)
    {
        var gradients = stackalloc long[Room];
        var hessians = stackalloc long[Room];
        var counts = stackalloc long[Room];
        var (gradient, hessian, count) = (left.Gradient, left.Hessian, left.Count);
        // Counts only grow, so the bounds that leave enough rows on both sides lie together.
        var (first, end) = (0, 0);
        fixed (long* g = &histogram.Gradients[start], h = &histogram.Hessians[start], c = &histogram.Counts[start])
        {
            for (var bin = 0; bin < bins; bin++)
            {
                gradients[bin] = gradient += g[bin];
                hessians[bin] = hessian += h[bin];
                counts[bin] = count += c[bin];
                if (count < limits.MinSamplesLeaf) first = bin + 1;
                if (total.Count - count >= limits.MinSamplesLeaf) end = bin + 1;
            }
        }
        var (l2, gradientScale, hessianScale) = (Vector256.Create(limits.L2), Vector256.Create(scale.Gradient), Vector256.Create(scale.Hessian));
        var (totalGradient, totalHessian) = (Vector256.Create(total.Gradient), Vector256.Create(total.Hessian));
        var (bestGain, bestBin) = (Vector256.Create(best.Gain), Vector256.Create(-1L));
        for (var bin = first; bin < end; bin += 4)
        {
            var (sumLeft, weightLeft) = (Vector256.Load(gradients + bin), Vector256.Load(hessians + bin));
            var leftHessian = Vector256.ConvertToDouble(weightLeft) * hessianScale;
            var rightHessian = Vector256.ConvertToDouble(totalHessian - weightLeft) * hessianScale;
            var leftGradient = Vector256.ConvertToDouble(sumLeft) * gradientScale;
            var rightGradient = Vector256.ConvertToDouble(totalGradient - sumLeft) * gradientScale;
            var (p, q) = (leftHessian + l2, rightHessian + l2);
            var gain = (leftGradient * leftGradient * q + rightGradient * rightGradient * p) / (p * q) - Vector256.Create(parent);
            var index = Vector256.Create((long)bin) + Vector256<long>.Indices;
            var isBetter = Vector256.GreaterThan(gain, bestGain)
                & Vector256.GreaterThanOrEqual(leftHessian, Vector256.Create(MinHessian))
                & Vector256.GreaterThanOrEqual(rightHessian, Vector256.Create(MinHessian))
                & Vector256.LessThan(index, Vector256.Create((long)end)).AsDouble();
            bestGain = Vector256.ConditionalSelect(isBetter, gain, bestGain);
            bestBin = Vector256.ConditionalSelect(isBetter.AsInt64(), index, bestBin);
        }
        for (var lane = 0; lane < 4; lane++)
        {
            var (gain, bin) = (bestGain[lane], (int)bestBin[lane]);
            // Of equal gains the lowest bin: the bins after it are empty in this leaf.
            if (bin < 0 || gain < best.Gain || (gain == best.Gain && best.Bin >= 0 && bin > best.Bin)) continue;
            best = new NumberScan(bin, gain, new GradientSum(gradients[bin], hessians[bin], counts[bin]));
        }
        return best;
    }

    /// <summary>The last bin on the left, or -1; the gain; and the left part's sums.</summary>
    readonly record struct NumberScan(int Bin, double Gain, GradientSum Left);

    /// <summary>As <see cref="FindNumber"/>, with the parts' values kept within bounds and in the feature's direction.</summary>
    Split FindBounded(int feature, FeatureBins bins, Histogram histogram, GradientSum total, ValueBounds bounds)
    {
        var start = matrix.Offsets[feature];
        var direction = limits.Direction(feature);
        var missing = histogram[start + bins.Missing];
        var parent = Score(total, Value(total, bounds));
        var best = Split.None with { Gain = LeastGain * Math.Abs(parent) };
        var left = default(GradientSum);
        for (var bin = 0; bin < bins.Count; bin++)
        {
            left += histogram[start + bin];
            if (histogram.Counts[start + bin] == 0) continue;
            for (var side = 0; side < (missing.Count > 0 ? 2 : 1); side++)
            {
                var a = side == 0 ? left : left + missing;
                var b = total - a;
                if (!Fits(a) || !Fits(b)) continue;
                var (low, high) = (Value(a, bounds), Value(b, bounds));
                if ((high - low) * direction < 0) continue;
                var gain = Score(a, low) + Score(b, high) - parent;
                var missingLeft = missing.Count > 0 ? side == 1 : a.Count > b.Count;
                if (gain > best.Gain) best = new Split(feature, bin, default, missingLeft, gain, a);
            }
        }
        return best;

        double Score(GradientSum sum, double value) =>
            -(2 * sum.Gradient * scale.Gradient * value + (sum.Hessian * scale.Hessian + limits.L2) * value * value);
    }

    Split FindCategories(int feature, FeatureBins bins, Histogram histogram, GradientSum total)
    {
        var start = matrix.Offsets[feature];
        Span<CategoryRatio> order = stackalloc CategoryRatio[256];
        var used = 0;
        for (var bin = 0; bin <= bins.Count; bin++)
        {
            var here = histogram[start + bin];
            if (here.Count == 0) continue;
            order[used++] = new CategoryRatio(here.Gradient * scale.Gradient / (here.Hessian * scale.Hessian + CategorySmoothing), bin);
        }
        order = order[..used];
        var apart = used <= MostCategoriesApart;
        if (!apart) order.Sort();
        var l2 = limits.L2 + (apart ? 0 : CategoryL2);
        var parent = Score(total, l2);
        var best = Split.None with { Gain = LeastGain * parent };
        var bestEnd = -1;
        var left = default(GradientSum);
        for (var i = 0; i < used && used > 1; i++)
        {
            var here = histogram[start + order[i].Bin];
            left = apart ? here : left + here;
            if (!apart && Math.Min(i + 1, used - i - 1) > MostCategoriesOnASide) continue;
            var right = total - left;
            if (!Fits(left) || !Fits(right)) continue;
            var gain = Score(left, l2) + Score(right, l2) - parent;
            if (!(gain > best.Gain)) continue;
            best = new Split(feature, -1, default, false, gain, left);
            bestEnd = i;
        }
        return best.Exists ? WithCategories(best, bins, histogram, order, apart ? bestEnd : 0, bestEnd, total) : best;
    }

    /// <summary>Names the bins that go left: those from first to last in the order, and those without rows if missing values go left.</summary>
    Split WithCategories(Split split, FeatureBins bins, Histogram histogram, ReadOnlySpan<CategoryRatio> order, int first, int last, GradientSum total)
    {
        var start = matrix.Offsets[split.Feature];
        var set = default(BinSet);
        for (var i = first; i <= last; i++) set = set.With(order[i].Bin);
        var missingLeft = histogram.Counts[start + bins.Missing] > 0
            ? set.Contains(bins.Missing)
            : split.Left.Count > total.Count - split.Left.Count;
        if (missingLeft)
        {
            for (var bin = 0; bin <= bins.Count; bin++)
                if (histogram.Counts[start + bin] == 0) set = set.With(bin);
        }
        return split with { Categories = set, MissingLeft = missingLeft };
    }

    readonly record struct CategoryRatio(double Ratio, int Bin) : IComparable<CategoryRatio>
    {
        public int CompareTo(CategoryRatio other)
        {
            var byRatio = Ratio.CompareTo(other.Ratio);
            return byRatio != 0 ? byRatio : Bin.CompareTo(other.Bin);
        }
    }
}
