using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// The nodes of an ensemble laid out for walking many paths at once. A step has no branch to mispredict: numbers, categories
/// and leaves, which lead to themselves, take the same instructions. Eight independent paths hide the time that each one waits for memory.
/// </summary>
sealed class TreeWalk
{
    public const int Paths = 8;
    public const int BlockRows = 1 << BlockShift;
    private const int BlockShift = 8;
    private const int SetWords = 4;
    private const int WordBins = 64;

    private readonly Node[] _nodes;
    private readonly ulong[] _goesRight;
    private readonly int _leaves;
    private readonly bool _isNarrow;

    /// <param name="missingBins">For each feature the bin of missing values, which is its last.</param>
    public TreeWalk(TreeNode[] nodes, int leaves, BinSet[] sets, byte[] missingBins)
    {
        _leaves = leaves;
        _isNarrow = nodes.All(n => (n.Feature & TreeNode.Categorical) == 0 || missingBins[n.Feature & TreeNode.FeatureMask] < WordBins);
        _nodes = new Node[leaves + nodes.Length];
        for (var i = 0; i < leaves; i++) _nodes[i] = new Node { Threshold = uint.MaxValue, Left = Place(i - leaves), Right = Place(i - leaves) };
        for (var i = 0; i < nodes.Length; i++) _nodes[leaves + i] = Inner(nodes[i], sets);

        // Set 0 is that of numbers and leaves, which it never sends right.
        _goesRight = new ulong[(sets.Length + 1) * SetWords];
        for (var i = SetWords; i < _goesRight.Length; i++) _goesRight[i] = ~sets[i / SetWords - 1].Word(i % SetWords);
        Features = [.. nodes.Select(n => n.Feature & TreeNode.FeatureMask).Distinct().Order()];
    }

    /// <summary>The features that some node asks for.</summary>
    public int[] Features { get; }

    /// <summary>Moves eight paths of one row, each in a tree of its own, from roots to the indices of leaves. Shape of keys: features.</summary>
    public void OneRow(ReadOnlySpan<uint> keys, Span<int> paths) => Go<Row>(ref MemoryMarshal.GetReference(keys), paths);

    /// <summary>Moves the paths of eight rows that follow each other from roots to the indices of leaves. Shape of keys: features x <see cref="BlockRows"/>.</summary>
    public void EightRows(ReadOnlySpan<uint> keys, int firstRow, Span<int> paths) =>
        Go<Block>(ref Unsafe.Add(ref MemoryMarshal.GetReference(keys), firstRow), paths);

    void Go<TLayout>(ref uint keys, Span<int> paths) where TLayout : ILayout
    {
        if (_goesRight.Length == SetWords) Go<TLayout, Numbers>(ref keys, paths);
        else if (_isNarrow) Go<TLayout, Narrow>(ref keys, paths);
        else Go<TLayout, Wide>(ref keys, paths);
    }

    void Go<TLayout, TSplits>(ref uint keys, Span<int> paths) where TLayout : ILayout where TSplits : ISplits
    {
        ref var nodes = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_nodes), _leaves);
        ref var sets = ref MemoryMarshal.GetArrayDataReference(_goesRight);
        nint h = Place(paths[7]), g = Place(paths[6]), f = Place(paths[5]), e = Place(paths[4]);
        nint d = Place(paths[3]), c = Place(paths[2]), b = Place(paths[1]), a = Place(paths[0]);
        // Leaves lie below 0, so the sign bits that all places have in common tell when every path has ended.
        while ((a & b & c & d & e & f & g & h) >= 0)
        {
            a = Step<TLayout, TSplits>(ref nodes, ref sets, ref keys, a, 0);
            b = Step<TLayout, TSplits>(ref nodes, ref sets, ref keys, b, 1);
            c = Step<TLayout, TSplits>(ref nodes, ref sets, ref keys, c, 2);
            d = Step<TLayout, TSplits>(ref nodes, ref sets, ref keys, d, 3);
            e = Step<TLayout, TSplits>(ref nodes, ref sets, ref keys, e, 4);
            f = Step<TLayout, TSplits>(ref nodes, ref sets, ref keys, f, 5);
            g = Step<TLayout, TSplits>(ref nodes, ref sets, ref keys, g, 6);
            h = Step<TLayout, TSplits>(ref nodes, ref sets, ref keys, h, 7);
        }
        (paths[0], paths[1], paths[2], paths[3]) = (Leaf(a), Leaf(b), Leaf(c), Leaf(d));
        (paths[4], paths[5], paths[6], paths[7]) = (Leaf(e), Leaf(f), Leaf(g), Leaf(h));
    }

    /// <summary>The child that a path goes to. Indices were checked when the nodes were read, so the walk doesn't.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nint Step<TLayout, TSplits>(ref Node nodes, ref ulong sets, ref uint keys, nint at, int path) where TLayout : ILayout where TSplits : ISplits
    {
        ref var node = ref Unsafe.AddByteOffset(ref nodes, at);
        var key = Unsafe.Add(ref Unsafe.AddByteOffset(ref keys, (nint)node.Feature >> TLayout.FeatureShift), TLayout.PathStride * path);
        nint right = Unsafe.BitCast<bool, byte>(key - node.MissingRight > node.Threshold);
        right |= TSplits.GoesRight(ref sets, node.Set, key);
        return Unsafe.Add(ref node.Left, right);
    }

    /// <summary>A child's place in bytes, which spares the walk the multiplication: below 0 for leaves, which lie before the nodes.</summary>
    static int Place(int child) => checked(child * Unsafe.SizeOf<Node>());

    static int Leaf(nint place) => ~(int)(place / Unsafe.SizeOf<Node>());

    Node Inner(TreeNode node, BinSet[] sets)
    {
        var inner = new Node { Feature = checked((node.Feature & TreeNode.FeatureMask) * BlockRows * sizeof(uint)), Left = Place(node.Left), Right = Place(node.Right) };
        if ((node.Feature & TreeNode.Categorical) != 0) return inner with { Threshold = uint.MaxValue, Set = _isNarrow ? ~sets[node.Set].Word(0) : (ulong)((node.Set + 1) * SetWords) };
        // One less turns missing, 0, into the highest key of all; the threshold follows suit.
        var missingRight = (node.Feature & TreeNode.MissingRight) != 0 ? 1u : 0u;
        return inner with { MissingRight = missingRight, Threshold = FeatureKeys.Number(node.Threshold) - missingRight };
    }

    [StructLayout(LayoutKind.Sequential)]
    private record struct Node
    {
        /// <summary>Where a block's keys of the feature begin, in bytes.</summary>
        public int Feature;
        /// <summary>1 if missing numbers go right, else 0.</summary>
        public uint MissingRight;
        /// <summary>Numbers go right above it; nothing is above that of categories and leaves.</summary>
        public uint Threshold;
        /// <summary>The children's places; a leaf's own.</summary>
        public int Left;
        public int Right;
        /// <summary>The bins that go right; where there are more than a word has, the place where their set begins.</summary>
        public ulong Set;
    }

    private interface ILayout
    {
        static abstract int FeatureShift { get; }

        static abstract int PathStride { get; }
    }

    private readonly struct Row : ILayout
    {
        public static int FeatureShift => BlockShift;

        public static int PathStride => 0;
    }

    private readonly struct Block : ILayout
    {
        public static int FeatureShift => 0;

        public static int PathStride => 1;
    }

    private interface ISplits
    {
        /// <summary>1 when the set of bins sends the key right. The keys of numbers are any: their set is empty.</summary>
        static abstract nint GoesRight(ref ulong sets, ulong set, uint key);
    }

    private readonly struct Numbers : ISplits
    {
        public static nint GoesRight(ref ulong sets, ulong set, uint key) => 0;
    }

    private readonly struct Narrow : ISplits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint GoesRight(ref ulong sets, ulong set, uint key) => (nint)((set >> (int)key) & 1);
    }

    private readonly struct Wide : ISplits
    {
        // The modulus keeps within the set whatever the key is.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint GoesRight(ref ulong sets, ulong set, uint key) => (nint)((Unsafe.Add(ref sets, (nint)set + (nint)((key >> 6) % SetWords)) >> (int)key) & 1);
    }
}
