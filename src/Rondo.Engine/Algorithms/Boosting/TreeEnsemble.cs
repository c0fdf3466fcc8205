using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Rondo.Engine.Export.OpGraph;

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
    /// <summary>The share of the node's training weight that went left, 0 to 1.</summary>
    public float LeftShare;

    public readonly int Set => BitConverter.SingleToInt32Bits(Threshold);
}

/// <summary>
/// Trees in flat arrays, and the sums of the leaves that rows fall into. With one value a leaf, tree t adds to output t mod outputs;
/// with several, each tree adds to all outputs. Leaves of equal values may be one leaf.
/// </summary>
sealed class TreeEnsemble
{
    private const int StackKeys = 1024;
    // Eight paths go through one tree for eight rows, or through eight trees for one: so many rows are sooner done one by one.
    private const int FewRows = 4;

    private readonly TreeWalk _walk;
    private readonly FeatureKeys _keys;
    private EnsembleShape? _shape;

    /// <param name="values">Shape: leaves x width.</param>
    /// <param name="gains">What the splits by each feature gained in all.</param>
    public TreeEnsemble(int[] roots, TreeNode[] nodes, float[] values, int width, BinSet[] sets, byte[][] categories, byte[] missingBins, double[] gains)
    {
        (Roots, Nodes, Values, Width, Sets) = (roots, nodes, values, width, sets);
        (Categories, MissingBins, Gains) = (categories, missingBins, gains);
        _walk = new TreeWalk(nodes, values.Length / width, sets, missingBins);
        _keys = new FeatureKeys(categories, missingBins);
    }

    public int[] Roots { get; }

    public TreeNode[] Nodes { get; }

    /// <summary>Shape: leaves x <see cref="Width"/>.</summary>
    public float[] Values { get; }

    /// <summary>Values of a leaf.</summary>
    public int Width { get; }

    public BinSet[] Sets { get; }

    /// <summary>For each feature the bin of each category code; empty for numbers.</summary>
    public byte[][] Categories { get; }

    public byte[] MissingBins { get; }

    /// <summary>What the splits by each feature gained in all.</summary>
    public double[] Gains { get; }

    /// <summary>What explanations need, found out when first asked for. Two threads may both find it; they find the same.</summary>
    public EnsembleShape ShapeFor(int scores) => _shape ??= EnsembleShape.Of(this, scores);

    public bool GoesLeft(TreeNode node, uint key)
    {
        if ((node.Feature & TreeNode.Categorical) != 0) return Sets[node.Set].Contains((int)key);
        return key == 0 ? (node.Feature & TreeNode.MissingRight) == 0 : key <= FeatureKeys.Number(node.Threshold);
    }

    /// <summary>The sums of the leaves on a graph of operations.</summary>
    public Value Lower(IReadOnlyList<Value> features, int outputs)
    {
        int[] used = [.. Nodes.Select(n => n.Feature & TreeNode.FeatureMask).Distinct().Order()];
        var places = used.Select((feature, place) => (feature, place)).ToDictionary(p => p.feature, p => p.place);
        // Each different set once, and no wider than the bins that are asked for.
        var words = used.Where(feature => Categories[feature].Length > 0).Select(feature => MissingBins[feature] / 32 + 1).DefaultIfEmpty().Max();
        var sets = Sets.Distinct().Select((set, number) => (set, number)).ToDictionary(p => p.set, p => p.number);
        var splits = Nodes.Select(node => Lower(node, places[node.Feature & TreeNode.FeatureMask], sets));
        var trees = new TreeTables([.. Roots], [.. splits], [.. Values], Width, outputs, [.. sets.Keys.Select(set => WordsOf(set, words))]);
        // Trees of one leaf ask for nothing.
        return (used.Length == 0 ? 0 : Value.Pack([.. used.Select(feature => Key(feature, features[feature]))])).Trees(trees);
    }

    Value Key(int feature, Value value)
    {
        var bins = Categories[feature];
        return bins.Length == 0 ? value : value.Gather([.. bins.Select(b => (double)b), MissingBins[feature]], bins.Length + 1);
    }

    TreeSplit Lower(TreeNode node, int place, Dictionary<BinSet, int> sets) => (node.Feature & TreeNode.Categorical) != 0
        ? new TreeSplit(place, 0, false, sets[Sets[node.Set]], node.Left, node.Right)
        : new TreeSplit(place, node.Threshold, (node.Feature & TreeNode.MissingRight) == 0, -1, node.Left, node.Right);

    static ImmutableArray<uint> WordsOf(BinSet set, int words) => [.. Enumerable.Range(0, words).Select(w => (uint)(set.Word(w / 2) >> (w % 2 * 32)))];

    /// <summary>The keys of one row's features that the nodes are asked with.</summary>
    public void FillKeys(ReadOnlySpan<float> row, Span<uint> keys)
    {
        foreach (var feature in _walk.Features) keys[feature] = _keys.Key(feature, row[feature]);
    }

    /// <summary>Adds every tree's values for one row.</summary>
    public void AddTo(ReadOnlySpan<float> row, Span<double> sums)
    {
        var rented = row.Length > StackKeys ? ArrayPool<uint>.Shared.Rent(row.Length) : null;
        var keys = rented ?? stackalloc uint[StackKeys];
        FillKeys(row, keys);

        Span<int> paths = stackalloc int[TreeWalk.Paths];
        var output = 0;
        for (var first = 0; first < Roots.Length; first += TreeWalk.Paths)
        {
            // The last trees' group is filled up with the last tree.
            for (var k = 0; k < paths.Length; k++) paths[k] = Roots[Math.Min(first + k, Roots.Length - 1)];
            _walk.OneRow(keys, paths);
            foreach (var leaf in paths[..Math.Min(TreeWalk.Paths, Roots.Length - first)])
            {
                for (var v = leaf * Width; v < (leaf + 1) * Width; v++)
                {
                    sums[output] += Values[v];
                    if (++output == sums.Length) output = 0;
                }
            }
        }
        if (rented is not null) ArrayPool<uint>.Shared.Return(rented);
    }

    /// <summary>Adds every tree's values for at most a block of rows. Shape of sums: rows x outputs.</summary>
    public void AddTo(FeatureMatrix rows, int start, Span<double> sums, int outputs)
    {
        var count = sums.Length / outputs;
        if (count <= FewRows && Categories.Length <= StackKeys)
        {
            Span<float> row = stackalloc float[Categories.Length];
            for (var i = 0; i < count; i++)
            {
                foreach (var feature in _walk.Features) row[feature] = rows.Columns[feature][start + i];
                AddTo(row, sums.Slice(i * outputs, outputs));
            }
            return;
        }
        var keys = ArrayPool<uint>.Shared.Rent(Categories.Length * TreeWalk.BlockRows);
        foreach (var feature in _walk.Features)
            _keys.Fill(feature, rows.Columns[feature].AsSpan(start, count), keys.AsSpan(feature * TreeWalk.BlockRows));
        AddTo(keys, sums, outputs);
        ArrayPool<uint>.Shared.Return(keys);
    }

    /// <summary>Adds every tree's values for at most a block of rows. Shapes: features x <see cref="TreeWalk.BlockRows"/> in, rows x outputs out.</summary>
    public void AddTo(ReadOnlySpan<uint> keys, Span<double> sums, int outputs)
    {
        Span<int> paths = stackalloc int[TreeWalk.Paths];
        var rows = sums.Length / outputs;
        for (var t = 0; t < Roots.Length; t++)
        {
            var at = Width > 1 ? 0 : t % outputs;
            for (var first = 0; first < rows; first += TreeWalk.Paths)
            {
                // Beyond the last row the block has keys of no meaning, which lead to some leaf that nobody asks for.
                paths.Fill(Roots[t]);
                _walk.EightRows(keys, first, paths);
                foreach (var leaf in paths[..Math.Min(TreeWalk.Paths, rows - first)])
                {
                    for (var v = 0; v < Width; v++) sums[at + v] += Values[leaf * Width + v];
                    at += outputs;
                }
            }
        }
    }
}
