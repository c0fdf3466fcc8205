using System.Buffers;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// Exact Shapley values of trees, path-dependent: a feature that is not known is replaced by both children in the proportion
/// of their training rows (Lundberg et al. 2018 and 2020). A Shapley value is the integral of the game's multilinear extension
/// (Owen 1972); on a path it is of a polynomial, so that few points sum it exactly, for all leaves below a node at once
/// (the idea of Yu et al. 2022, Linear TreeShap).
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
        var blocks = shape.Points.Length;
        var keys = ArrayPool<uint>.Shared.Rent(Math.Max(1, inputs));
        var latest = ArrayPool<int>.Shared.Rent(Math.Max(1, inputs));
        var levels = ArrayPool<ShapLevel>.Shared.Rent(shape.Depth + 1);
        var room = ArrayPool<Vector256<double>>.Shared.Rent(checked((shape.Depth + 2) * 2 * (1 + trees.Width) * blocks));
        trees.FillKeys(row, keys);
        latest.AsSpan(0, inputs).Fill(-1);
        for (var t = 0; t < trees.Roots.Length; t++)
        {
            if (trees.Roots[t] < 0) continue;
            var first = trees.Width > 1 ? 0 : t % scores;
            new ShapTree(trees, shape, keys, latest, levels, room, contributions[(first * (inputs + 1))..]).Go(trees.Roots[t], scale);
        }
        ArrayPool<uint>.Shared.Return(keys);
        ArrayPool<int>.Shared.Return(latest);
        ArrayPool<ShapLevel>.Shared.Return(levels);
        ArrayPool<Vector256<double>>.Shared.Return(room);
        for (var k = 0; k < scores; k++)
            contributions[k * (inputs + 1) + inputs] = (start.Length > 0 ? start[k] : 0) + scale * shape.Means[k];
    }
}
