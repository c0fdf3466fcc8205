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

    private readonly Node[] _nodes;
    private readonly ulong[] _goesRight;
    private readonly int _leaves;

    public TreeWalk(TreeNode[] nodes, int leaves, BinSet[] sets)
    {
        _leaves = leaves;
        _nodes = new Node[leaves + nodes.Length];
        for (var i = 0; i < leaves; i++) _nodes[i] = new Node { Threshold = uint.MaxValue, Left = Place(i - leaves), Right = Place(i - leaves) };
        for (var i = 0; i < nodes.Length; i++) _nodes[leaves + i] = Inner(nodes[i]);

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
        else Go<TLayout, Mixed>(ref keys, paths);
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
        // The modulus keeps within the set whatever the key is: that of a number asks set 0.
        if (TSplits.HasCategories) right |= (nint)((Unsafe.Add(ref sets, (nint)node.Set + (nint)((key >> 6) % SetWords)) >> (int)key) & 1);
        return Unsafe.Add(ref node.Left, right);
    }

    /// <summary>A child's place in bytes, which spares the walk the multiplication: below 0 for leaves, which lie before the nodes.</summary>
    static int Place(int child) => checked(child * Unsafe.SizeOf<Node>());

    static int Leaf(nint place) => ~(int)(place / Unsafe.SizeOf<Node>());

    static Node Inner(TreeNode node)
    {
        var inner = new Node { Feature = checked((node.Feature & TreeNode.FeatureMask) * BlockRows * sizeof(uint)), Left = Place(node.Left), Right = Place(node.Right) };
        if ((node.Feature & TreeNode.Categorical) != 0) return inner with { Threshold = uint.MaxValue, Set = (node.Set + 1) * SetWords };
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
        /// <summary>Where the set of bins that go right begins.</summary>
        public int Set;
        /// <summary>The children's places; a leaf's own.</summary>
        public int Left;
        public int Right;
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
        static abstract bool HasCategories { get; }
    }

    private readonly struct Numbers : ISplits
    {
        public static bool HasCategories => false;
    }

    private readonly struct Mixed : ISplits
    {
        public static bool HasCategories => true;
    }
}
