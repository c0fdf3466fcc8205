using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>Grows one tree after the other: always splits the leaf with the largest gain, as LightGBM does (Ke et al. 2017).</summary>
sealed class TreeGrower(BinnedMatrix matrix, PackedLayout layout, TreeLimits limits, FitContext context)
{
    private const long DefaultHistogramBytes = 1L << 30;

    private readonly HistogramBuilder _builder = new(matrix, layout, context.Threads, context.Cancellation);
    private readonly Stack<Histogram> _pool = [];
    private readonly byte[] _goesLeft = new byte[256];
    private readonly Split[] _bestOfGroup = [.. Enumerable.Repeat(Split.None, matrix.Groups.Length * 2)];

    /// <summary>Whether leaves keep their histograms, so that a sibling's is found by subtraction. Very wide data would need too much memory.</summary>
    private readonly bool _keepsHistograms = KeepsHistograms(matrix, layout, limits, context);

    private RowPartition _rows = null!;
    private long[] _gradients = null!;
    private SplitFinder _finder = null!;
    private bool[]? _features;

    /// <param name="features">The features that this tree may use; null for all.</param>
    /// <param name="step">The share of each leaf's Newton step that becomes its value.</param>
    public GrownTree Grow(RowPartition rows, long[] gradients, LevelScale scale, bool[]? features, double step)
    {
        (_rows, _gradients, _finder, _features) = (rows, gradients, new SplitFinder(matrix, limits, scale), features);
        var tree = new GrownTree();
        var leaves = new List<Leaf> { Root() };
        while (leaves.Count < limits.MaxLeaves && Best(leaves) is { } leaf)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (left, right) = Part(leaf);
            var node = tree.Nodes.Count;
            tree.Nodes.Add(new GrownNode(leaf.Best, 0, 0, (float)((double)leaf.Best.Left.Hessian / leaf.Total.Hessian)));
            Attach(tree, leaf, node);
            (left.Parent, right.Parent, right.IsRight) = (node, node, true);
            leaves[leaves.IndexOf(leaf)] = left;
            leaves.Add(right);
            if (leaves.Count < limits.MaxLeaves) Examine(leaf, left, right);
            else Release(leaf);
        }
        foreach (var leaf in leaves)
        {
            Attach(tree, leaf, ~tree.Leaves.Count);
            tree.Leaves.Add(new GrownLeaf((float)(step * _finder.Value(leaf.Total, leaf.Bounds)), leaf.Start, leaf.Count));
            Release(leaf);
        }
        return tree;
    }

    static bool KeepsHistograms(BinnedMatrix matrix, PackedLayout layout, TreeLimits limits, FitContext context)
    {
        var budget = context.MemoryBudgetBytes > 0 ? context.MemoryBudgetBytes / 2 : DefaultHistogramBytes;
        var leaves = Math.Min(limits.MaxLeaves, matrix.Rows / limits.MinSamplesLeaf + 1);
        return leaves * (layout.HasHessian ? 24L : 16L) * matrix.Offsets[^1] <= budget;
    }

    static void Attach(GrownTree tree, Leaf leaf, int child)
    {
        if (leaf.Parent < 0) return;
        var node = tree.Nodes[leaf.Parent];
        tree.Nodes[leaf.Parent] = leaf.IsRight ? node with { Right = child } : node with { Left = child };
    }

    static Leaf? Best(List<Leaf> leaves)
    {
        Leaf? best = null;
        foreach (var leaf in leaves)
            if (leaf.Best.Exists && (best is null || leaf.Best.Gain > best.Best.Gain)) best = leaf;
        return best;
    }

    Leaf Root()
    {
        var root = new Leaf { Count = _rows.Count, Bounds = ValueBounds.None };
        if (matrix.Groups.Length == 0) return root;
        root.Histogram = Rent();
        _builder.Build(_gradients, _rows.Slice(0, root.Count), root.Histogram);
        root.Total = root.Histogram.Sum(0, matrix.Offsets[1]);
        if (CanSplit(root)) EachGroup(group => _bestOfGroup[group] = FindIn(group, root, root.Histogram));
        root.Best = BestOfGroups(0);
        if (!_keepsHistograms) Release(root);
        return root;
    }

    (Leaf Left, Leaf Right) Part(Leaf leaf)
    {
        var split = leaf.Best;
        var missing = matrix.Features[split.Feature].Missing;
        for (var bin = 0; bin < 256; bin++) _goesLeft[bin] = split.GoesLeft(bin, missing) ? (byte)1 : (byte)0;
        var count = _rows.Part(leaf.Start, leaf.Count, matrix.Columns[split.Feature], _goesLeft, context.Threads);
        if (count != split.Left.Count) throw new InvalidOperationException("A split's rows differ from its histogram.");
        var left = new Leaf { Start = leaf.Start, Count = count, Depth = leaf.Depth + 1, Total = split.Left, Bounds = leaf.Bounds };
        var right = new Leaf { Start = leaf.Start + count, Count = leaf.Count - count, Depth = leaf.Depth + 1, Total = leaf.Total - split.Left, Bounds = leaf.Bounds };
        var direction = limits.Direction(split.Feature);
        if (direction == 0) return (left, right);
        var middle = (_finder.Value(left.Total, leaf.Bounds) + _finder.Value(right.Total, leaf.Bounds)) / 2;
        (left.Bounds, right.Bounds) = direction > 0
            ? (leaf.Bounds with { Upper = middle }, leaf.Bounds with { Lower = middle })
            : (leaf.Bounds with { Lower = middle }, leaf.Bounds with { Upper = middle });
        return (left, right);
    }

    /// <summary>Finds the best splits of two new leaves; only the smaller one's rows are scanned.</summary>
    void Examine(Leaf parent, Leaf left, Leaf right)
    {
        var (small, large) = left.Count <= right.Count ? (left, right) : (right, left);
        if (!CanSplit(large)) Release(parent);
        else if (!_keepsHistograms) ExamineAlone(small, large);
        else ExaminePair(parent, small, large);
    }

    void ExaminePair(Leaf parent, Leaf small, Leaf large)
    {
        (large.Histogram, parent.Histogram) = (parent.Histogram, null);
        small.Histogram = Rent();
        var (smallSums, largeSums, smallSplits) = (small.Histogram, large.Histogram!, CanSplit(small));
        var isBuilt = _builder.IsLarge(small.Count);
        var rows = _rows.Slice(small.Start, small.Count);
        if (isBuilt) _builder.Build(_gradients, rows, smallSums);
        var groups = matrix.Groups.Length;
        EachGroup(group =>
        {
            if (!isBuilt) _builder.BuildGroup(group, _gradients, rows.Span, smallSums);
            var (start, length) = _builder.Bins(group);
            largeSums.Subtract(smallSums, start, length);
            if (smallSplits) _bestOfGroup[group] = FindIn(group, small, smallSums);
            _bestOfGroup[groups + group] = FindIn(group, large, largeSums);
        });
        if (smallSplits) small.Best = BestOfGroups(0);
        large.Best = BestOfGroups(groups);
        if (!small.Best.Exists) Release(small);
        if (!large.Best.Exists) Release(large);
    }

    void ExamineAlone(params ReadOnlySpan<Leaf> leaves)
    {
        foreach (var leaf in leaves)
        {
            if (!CanSplit(leaf)) continue;
            var sums = Rent();
            _builder.Build(_gradients, _rows.Slice(leaf.Start, leaf.Count), sums);
            EachGroup(group => _bestOfGroup[group] = FindIn(group, leaf, sums));
            leaf.Best = BestOfGroups(0);
            _pool.Push(sums);
        }
    }

    bool CanSplit(Leaf leaf) =>
        leaf.Count >= 2L * limits.MinSamplesLeaf && (limits.MaxDepth == 0 || leaf.Depth < limits.MaxDepth);

    void EachGroup(Action<int> body) =>
        WorkBlocks.Run(matrix.Groups.Length, 1, context.Threads, (group, _, _) => body(group), context.Cancellation);

    Split FindIn(int group, Leaf leaf, Histogram histogram)
    {
        var best = Split.None;
        var first = matrix.Groups[group].First;
        for (var feature = first; feature < first + matrix.Groups[group].Count; feature++)
        {
            if (_features?[feature] == false) continue;
            best = Split.Better(best, _finder.Find(feature, histogram, leaf.Total, leaf.Bounds));
        }
        return best;
    }

    Split BestOfGroups(int offset)
    {
        var best = Split.None;
        for (var group = 0; group < matrix.Groups.Length; group++)
        {
            best = Split.Better(best, _bestOfGroup[offset + group]);
            _bestOfGroup[offset + group] = Split.None;
        }
        return best;
    }

    Histogram Rent() => _pool.TryPop(out var histogram) ? histogram : new Histogram(matrix.Offsets[^1], layout.HasHessian);

    void Release(Leaf leaf)
    {
        if (leaf.Histogram is { } histogram) _pool.Push(histogram);
        leaf.Histogram = null;
    }

    sealed class Leaf
    {
        public int Parent = -1;
        public bool IsRight;
        public int Start;
        public int Count;
        public int Depth;
        public GradientSum Total;
        public ValueBounds Bounds;
        public Split Best = Split.None;
        public Histogram? Histogram;
    }
}
