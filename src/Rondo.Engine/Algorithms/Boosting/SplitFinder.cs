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

    Split FindNumber(int feature, FeatureBins bins, Histogram histogram, GradientSum total)
    {
        var start = matrix.Offsets[feature];
        var missing = histogram[start + bins.Missing];
        var parent = Score(total, limits.L2);
        var best = Split.None with { Gain = LeastGain * parent };
        var left = default(GradientSum);
        for (var bin = 0; bin < bins.Count; bin++)
        {
            var here = histogram[start + bin];
            // A bin without rows gives the same parts as the bin before it.
            if (here.Count == 0) continue;
            left += here;
            Try(left, missingLeft: false);
            if (missing.Count > 0) Try(left + missing, missingLeft: true);

            void Try(GradientSum side, bool missingLeft)
            {
                var right = total - side;
                if (!Fits(side) || !Fits(right)) return;
                var gain = Score(side, limits.L2) + Score(right, limits.L2) - parent;
                // Where no row is missing, missing values follow the larger part.
                var direction = missing.Count > 0 ? missingLeft : side.Count > right.Count;
                if (gain > best.Gain) best = new Split(feature, bin, default, direction, gain, side);
            }
        }
        return best;
    }

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
