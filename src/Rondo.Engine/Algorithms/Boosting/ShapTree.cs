using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>A node on the way from the root.</summary>
struct ShapLevel
{
    public TreeNode Node;
    public int Feature;
    /// <summary>The level above that asked for the same feature; -1 if there is none.</summary>
    public int Upper;
    /// <summary>Children that were entered.</summary>
    public int Entered;
    public bool GoesLeft;
    /// <summary>What of all rows came here by this feature alone, and whether the row did.</summary>
    public double Zero;
    public bool One;
    /// <summary>The same for the child that was entered last.</summary>
    public double ChildZero;
    public bool ChildOne;
}

/// <summary>
/// One row in one tree. Where features are known with chance t, a path's feature has the factor zero (1 - t) + one t.
/// Going down multiplies the factors above a node; coming up sums leaves by the factors below it. A node's two children
/// together give its feature's contribution.
/// </summary>
readonly ref struct ShapTree(
    TreeEnsemble trees, EnsembleShape shape, ReadOnlySpan<uint> keys, Span<int> latest, Span<ShapLevel> levels, Span<Vector256<double>> room, Span<double> contributions)
{
    private readonly ReadOnlySpan<uint> _keys = keys;
    private readonly Span<int> _latest = latest;
    private readonly Span<ShapLevel> _levels = levels;
    private readonly Span<Vector256<double>> _room = room;
    private readonly Span<double> _contributions = contributions;
    private readonly ReadOnlySpan<Vector256<double>> _points = shape.Points;
    private readonly ReadOnlySpan<TreeNode> _nodes = trees.Nodes;
    // Of each level: the factors above, the inverse of the feature's own among them, and the sums of the left and the right child.
    private readonly int _stride = 2 * (1 + trees.Width) * shape.Points.Length;

    int Blocks => _points.Length;

    public void Go(int root, double scale)
    {
        for (var b = 0; b < Blocks; b++) _room[b] = shape.Weights[b] * scale;
        Enter(root, 0);
        for (var level = 0; ;)
        {
            ref var at = ref _levels[level];
            if (at.Entered < 2)
            {
                var isRight = at.Entered++ == 1;
                var child = isRight ? at.Node.Right : at.Node.Left;
                if (child < 0)
                {
                    FillSums(Sums(level, isRight), ~child);
                    continue;
                }
                Descend(level, isRight);
                Enter(child, ++level);
                continue;
            }
            if (level == 0)
            {
                Join(0, Sums(1, false));
                return;
            }
            Join(level, Sums(level - 1, _levels[level - 1].Entered == 2));
            level--;
            _latest[_levels[level].Feature] = _levels[level].Upper;
        }
    }

    void Enter(int index, int level)
    {
        ref var at = ref _levels[level];
        at.Node = _nodes[index];
        at.Feature = at.Node.Feature & TreeNode.FeatureMask;
        at.Upper = _latest[at.Feature];
        at.Entered = 0;
        at.GoesLeft = trees.GoesLeft(at.Node, _keys[at.Feature]);
        (at.Zero, at.One) = at.Upper < 0 ? (1, true) : (_levels[at.Upper].ChildZero, _levels[at.Upper].ChildOne);
        if (!at.One) return;
        var inverses = Inverses(level);
        for (var b = 0; b < inverses.Length; b++)
            inverses[b] = at.Upper < 0 ? Vector256<double>.One : Vector256<double>.One / Factor(b, at.Zero, true);
    }

    /// <summary>The factors above a child: its own comes in, and that of a level above that asked for the same feature goes out.</summary>
    void Descend(int level, bool isRight)
    {
        ref var at = ref _levels[level];
        var share = isRight ? 1 - (double)at.Node.LeftShare : at.Node.LeftShare;
        at.ChildZero = at.Zero * share;
        at.ChildOne = at.One && at.GoesLeft != isRight;
        _latest[at.Feature] = level;
        var above = Above(level);
        var inverses = Inverses(level);
        var below = Above(level + 1);
        if (!at.One) for (var b = 0; b < above.Length; b++) below[b] = above[b] * share;
        else for (var b = 0; b < above.Length; b++) below[b] = above[b] * inverses[b] * Factor(b, at.ChildZero, at.ChildOne);
    }

    /// <summary>Sums both children and adds what the node's feature contributes.</summary>
    void Join(int level, Span<Vector256<double>> to)
    {
        ref var at = ref _levels[level];
        var left = Sums(level, false);
        var right = Sums(level, true);
        double share = at.Node.LeftShare;
        if (at.One)
        {
            if (at.GoesLeft) Join(level, left, right, at.Zero * share, at.Zero * (1 - share), to);
            else Join(level, right, left, at.Zero * (1 - share), at.Zero * share, to);
            return;
        }
        // A level above has led this row elsewhere, and answers for the feature.
        for (var i = 0; i < to.Length; i++) to[i] = left[i] * share + right[i] * (1 - share);
    }

    /// <param name="hot">Of the child that the row goes to.</param>
    void Join(int level, ReadOnlySpan<Vector256<double>> hot, ReadOnlySpan<Vector256<double>> cold, double hotZero, double coldZero, Span<Vector256<double>> to)
    {
        ref var at = ref _levels[level];
        var above = Above(level);
        var inverses = Inverses(level);
        for (int k = 0, i = 0; k < trees.Width; k++)
        {
            var gain = Vector256<double>.Zero;
            for (var b = 0; b < above.Length; b++, i++)
            {
                var sum = (hot[i] * Factor(b, hotZero, true) + cold[i] * Factor(b, coldZero, false)) * inverses[b];
                // What the children add with this feature's last factor, less what a level above adds for them with its own.
                gain += above[b] * inverses[b] * (hot[i] * (1 - hotZero) - cold[i] * coldZero - sum * (1 - at.Zero));
                to[i] = sum;
            }
            var half = gain.GetLower() + gain.GetUpper();
            _contributions[k * (trees.MissingBins.Length + 1) + at.Feature] += half[0] + half[1];
        }
    }

    void FillSums(Span<Vector256<double>> sums, int leaf)
    {
        if (sums.Length == 1)
        {
            sums[0] = Vector256.Create((double)trees.Values[leaf]);
            return;
        }
        for (int k = 0, i = 0; k < trees.Width; k++)
        {
            var value = Vector256.Create((double)trees.Values[leaf * trees.Width + k]);
            for (var b = 0; b < Blocks; b++) sums[i++] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Vector256<double> Factor(int block, double zero, bool one)
    {
        var rest = (Vector256<double>.One - _points[block]) * zero;
        return one ? rest + _points[block] : rest;
    }

    Span<Vector256<double>> Above(int level) => _room.Slice(level * _stride, Blocks);

    Span<Vector256<double>> Inverses(int level) => _room.Slice(level * _stride + Blocks, Blocks);

    Span<Vector256<double>> Sums(int level, bool isRight) =>
        _room.Slice(level * _stride + (2 + (isRight ? trees.Width : 0)) * Blocks, trees.Width * Blocks);
}
