using System.Buffers;
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

/// <summary>Trees in flat arrays, and the sums of the leaves that rows fall into. Tree t adds to output t mod outputs.</summary>
sealed class TreeEnsemble(int[] roots, TreeNode[] nodes, float[] values, BinSet[] sets, byte[][] categories, byte[] missingBins)
{
    private const int StackKeys = 1024;

    private readonly TreeWalk _walk = new(nodes, values.Length, sets);
    private readonly FeatureKeys _keys = new(categories, missingBins);

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
        var rented = row.Length > StackKeys ? ArrayPool<uint>.Shared.Rent(row.Length) : null;
        var keys = rented ?? stackalloc uint[StackKeys];
        foreach (var feature in _walk.Features) keys[feature] = _keys.Key(feature, row[feature]);

        Span<int> paths = stackalloc int[TreeWalk.Paths];
        var output = 0;
        for (var first = 0; first < Roots.Length; first += TreeWalk.Paths)
        {
            // The last trees' group is filled up with the last tree.
            for (var k = 0; k < paths.Length; k++) paths[k] = Roots[Math.Min(first + k, Roots.Length - 1)];
            _walk.OneRow(keys, paths);
            foreach (var leaf in paths[..Math.Min(TreeWalk.Paths, Roots.Length - first)])
            {
                sums[output] += Values[leaf];
                if (++output == sums.Length) output = 0;
            }
        }
        if (rented is not null) ArrayPool<uint>.Shared.Return(rented);
    }

    /// <summary>Adds every tree's value for at most a block of rows. Shape of sums: rows x outputs.</summary>
    public void AddTo(FeatureMatrix rows, int start, Span<double> sums, int outputs)
    {
        var keys = ArrayPool<uint>.Shared.Rent(Categories.Length * TreeWalk.BlockRows);
        foreach (var feature in _walk.Features)
            _keys.Fill(feature, rows.Columns[feature].AsSpan(start, sums.Length / outputs), keys.AsSpan(feature * TreeWalk.BlockRows));
        AddTo(keys, sums, outputs);
        ArrayPool<uint>.Shared.Return(keys);
    }

    /// <summary>Adds every tree's value for at most a block of rows. Shapes: features x <see cref="TreeWalk.BlockRows"/> in, rows x outputs out.</summary>
    public void AddTo(ReadOnlySpan<uint> keys, Span<double> sums, int outputs)
    {
        Span<int> paths = stackalloc int[TreeWalk.Paths];
        var rows = sums.Length / outputs;
        for (var t = 0; t < Roots.Length; t++)
        {
            var at = t % outputs;
            for (var first = 0; first < rows; first += TreeWalk.Paths)
            {
                // Beyond the last row the block has keys of no meaning, which lead to some leaf that nobody asks for.
                paths.Fill(Roots[t]);
                _walk.EightRows(keys, first, paths);
                foreach (var leaf in paths[..Math.Min(TreeWalk.Paths, rows - first)])
                {
                    sums[at] += Values[leaf];
                    at += outputs;
                }
            }
        }
    }
}
