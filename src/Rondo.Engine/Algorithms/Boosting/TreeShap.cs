using System.Buffers;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// Exact Shapley values of trees in polynomial time, path-dependent: a feature that is not known is replaced by both
/// children in the proportion of their training rows (Lundberg et al. 2018 and 2020, algorithm 2).
/// </summary>
static class TreeShap
{
    /// <summary>Fills the contributions of one row, score by score; the last of each score is its base value, the mean over the training rows.</summary>
    /// <param name="scale">What a leaf's value is multiplied with.</param>
    /// <param name="start">What each score starts from; empty for 0.</param>
    public static void Explain(TreeEnsemble trees, ReadOnlySpan<float> row, int scores, double scale, ReadOnlySpan<double> start, Span<double> contributions)
    {
        var inputs = trees.MissingBins.Length;
        if (row.Length != inputs) throw new ArgumentException($"The row needs {inputs} features.", nameof(row));
        if (contributions.Length != scores * (inputs + 1)) throw new ArgumentException($"The contributions need {scores * (inputs + 1)} numbers.", nameof(contributions));
        contributions.Clear();
        var shape = trees.ShapeFor(scores);
        var keys = ArrayPool<uint>.Shared.Rent(Math.Max(1, inputs));
        trees.FillKeys(row, keys);
        var stride = Math.Min(shape.Depth, inputs) + 2;
        var paths = ArrayPool<ShapElement>.Shared.Rent(checked((shape.Depth + 1) * stride));
        var waiting = ArrayPool<ShapVisit>.Shared.Rent(shape.Depth + 2);
        for (var t = 0; t < trees.Roots.Length; t++)
        {
            var first = trees.Width > 1 ? 0 : t % scores;
            var visit = new ShapTree(trees, keys, paths, stride, scale, contributions[(first * (inputs + 1))..]);
            if (trees.Roots[t] >= 0) visit.Go(trees.Roots[t], waiting);
        }
        ArrayPool<uint>.Shared.Return(keys);
        ArrayPool<ShapElement>.Shared.Return(paths);
        ArrayPool<ShapVisit>.Shared.Return(waiting);
        for (var k = 0; k < scores; k++)
            contributions[k * (inputs + 1) + inputs] = (start.Length > 0 ? start[k] : 0) + scale * shape.Means[k];
    }
}

/// <summary>A node still to be visited.</summary>
/// <param name="Length">Elements of the parent's path that are kept.</param>
readonly record struct ShapVisit(int Node, int Level, int Length, int Feature, double Zero, double One);

/// <summary>One row in one tree. Each level has a path of its own, for the second child begins with its parent's as the first child did.</summary>
readonly ref struct ShapTree(TreeEnsemble trees, ReadOnlySpan<uint> keys, ShapElement[] paths, int stride, double scale, Span<double> contributions)
{
    private readonly ReadOnlySpan<uint> _keys = keys;
    private readonly Span<double> _contributions = contributions;

    public void Go(int root, Span<ShapVisit> waiting)
    {
        var count = 0;
        waiting[count++] = new ShapVisit(root, 0, 0, -1, 1, 1);
        while (count > 0)
        {
            var visit = waiting[--count];
            var path = paths.AsSpan(visit.Level * stride, stride);
            if (visit.Level > 0) paths.AsSpan((visit.Level - 1) * stride, visit.Length).CopyTo(path);
            var length = ShapPath.Extend(path, visit.Length, visit.Zero, visit.One, visit.Feature);
            if (visit.Node < 0)
            {
                AddLeaf(path[..length], ~visit.Node);
                continue;
            }
            var node = trees.Nodes[visit.Node];
            var feature = node.Feature & TreeNode.FeatureMask;
            var (zero, one) = (1.0, 1.0);
            if (ShapPath.Find(path[..length], feature) is > 0 and var known)
            {
                (zero, one) = (path[known].Zero, path[known].One);
                length = ShapPath.Unwind(path, length, known);
            }
            var goesLeft = trees.GoesLeft(node, _keys[feature]);
            var right = new ShapVisit(node.Right, visit.Level + 1, length, feature, zero * (1 - (double)node.LeftShare), goesLeft ? 0 : one);
            var left = new ShapVisit(node.Left, visit.Level + 1, length, feature, zero * node.LeftShare, goesLeft ? one : 0);
            // Where neither rows nor this row come there is nothing to add.
            if (right.Zero > 0 || right.One > 0) waiting[count++] = right;
            if (left.Zero > 0 || left.One > 0) waiting[count++] = left;
        }
    }

    void AddLeaf(ReadOnlySpan<ShapElement> path, int leaf)
    {
        var (width, inputs) = (trees.Width, trees.MissingBins.Length);
        // Of all features that lead elsewhere the sum is the same, but for a factor that cancels.
        var apart = double.NaN;
        for (var i = 1; i < path.Length; i++)
        {
            var (zero, one) = (path[i].Zero, path[i].One);
            if (one == 0 && double.IsNaN(apart)) apart = ShapPath.SumWithout(path);
            var weight = scale * (one == 0 ? -apart : ShapPath.SumWithout(path, zero, one) * (one - zero));
            for (var k = 0; k < width; k++) _contributions[k * (inputs + 1) + path[i].Feature] += weight * trees.Values[leaf * width + k];
        }
    }
}
