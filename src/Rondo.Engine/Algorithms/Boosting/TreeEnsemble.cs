using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// A node: goes right if the value is above the threshold, or missing and so told.
/// Children below 0 are leaves: ~child is the leaf's index.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
struct TreeNode
{
    public const int MissingRight = 1 << 30;
    public const int Categorical = 1 << 31;
    public const int FeatureMask = MissingRight - 1;

    /// <summary>The feature's index and the two flags.</summary>
    public int Feature;
    /// <summary>For categories: the index of the set of bins that go left, as the bits of an int.</summary>
    public float Threshold;
    public int Left;
    public int Right;

    public readonly int Set => BitConverter.SingleToInt32Bits(Threshold);
}

/// <summary>Trees in flat arrays, and the walk from root to leaf on raw values. Tree t adds to output t mod outputs.</summary>
sealed class TreeEnsemble(int[] roots, TreeNode[] nodes, float[] values, BinSet[] sets, byte[][] categories, byte[] missingBins)
{
    public int[] Roots { get; } = roots;

    public TreeNode[] Nodes { get; } = nodes;

    public float[] Values { get; } = values;

    public BinSet[] Sets { get; } = sets;

    /// <summary>For each feature the bin of each category code; empty for numbers.</summary>
    public byte[][] Categories { get; } = categories;

    public byte[] MissingBins { get; } = missingBins;

    /// <summary>Adds every tree's value for one row.</summary>
    public void AddTo(ReadOnlySpan<float> row, Span<double> sums)
    {
        ref var first = ref MemoryMarshal.GetReference(row);
        var output = 0;
        foreach (var root in Roots)
        {
            sums[output] += Values[Leaf(root, ref first)];
            if (++output == sums.Length) output = 0;
        }
    }

    /// <summary>Adds every tree's value for many rows. Shapes: rows x inputs in, rows x outputs out.</summary>
    public void AddTo(ReadOnlySpan<float> rows, int inputs, Span<double> sums, int outputs)
    {
        var count = sums.Length / outputs;
        for (var t = 0; t < Roots.Length; t++)
        {
            ref var row = ref MemoryMarshal.GetReference(rows);
            var root = Roots[t];
            for (int i = 0, at = t % outputs; i < count; i++, at += outputs)
            {
                sums[at] += Values[Leaf(root, ref row)];
                row = ref Unsafe.Add(ref row, inputs);
            }
        }
    }

    /// <summary>The leaf that a row falls into. Indices were checked when the arrays were made, so the walk doesn't.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Leaf(int root, ref float row)
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(Nodes);
        var at = root;
        while (at >= 0)
        {
            ref var node = ref Unsafe.Add(ref nodes, at);
            var x = Unsafe.Add(ref row, node.Feature & TreeNode.FeatureMask);
            bool right;
            if (node.Feature >= 0) right = x > node.Threshold | (float.IsNaN(x) & (node.Feature & TreeNode.MissingRight) != 0);
            else right = GoesRight(node, x);
            at = Unsafe.Add(ref node.Left, Unsafe.BitCast<bool, byte>(right));
        }
        return ~at;
    }

    bool GoesRight(TreeNode node, float code)
    {
        var feature = node.Feature & TreeNode.FeatureMask;
        return !Sets[node.Set].Contains(FeatureBins.CategoryBin(code, Categories[feature], MissingBins[feature]));
    }
}
