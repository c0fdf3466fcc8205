using Rondo.Engine.Algorithms.Boosting;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>A tree as it grows: nodes in the order of a walk that goes left first. Leaves of one class are one leaf.</summary>
sealed class ForestTree(int width, int features)
{
    private readonly Dictionary<int, int> _pure = [];

    public List<TreeNode> Nodes { get; } = [];

    /// <summary>Shape: leaves x width.</summary>
    public List<float> Values { get; } = [];

    public List<BinSet> Sets { get; } = [];

    public double[] Gains { get; } = new double[features];

    public int Root { get; private set; }

    /// <param name="leftShare">The share of the node's weight that goes left.</param>
    public int AddNode(NodeSplit split, double leftShare)
    {
        Gains[split.Feature] += split.Cut.Gain;
        Nodes.Add(new TreeNode
        {
            Feature = split.Feature | (split.IsCategorical ? TreeNode.Categorical : 0) | (split.MissingLeft ? 0 : TreeNode.MissingRight),
            Threshold = split.IsCategorical ? BitConverter.Int32BitsToSingle(Sets.Count) : split.Threshold,
            LeftShare = (float)leftShare,
        });
        if (split.IsCategorical) Sets.Add(split.Categories);
        return Nodes.Count - 1;
    }

    /// <returns>The leaf as a child.</returns>
    public int AddLeaf(SplitSearch node)
    {
        if (node.OnlyClass >= 0 && _pure.TryGetValue(node.OnlyClass, out var known)) return known;
        var child = ~(Values.Count / width);
        Span<float> values = width <= 64 ? stackalloc float[width] : new float[width];
        node.FillLeaf(values);
        Values.AddRange(values);
        if (node.OnlyClass >= 0) _pure[node.OnlyClass] = child;
        return child;
    }

    /// <param name="parent">The node above; below 0 for the root.</param>
    public void Attach(int parent, bool isRight, int child)
    {
        if (parent < 0)
        {
            Root = child;
            return;
        }
        var node = Nodes[parent];
        if (isRight) node.Right = child;
        else node.Left = child;
        Nodes[parent] = node;
    }

    public static TreeEnsemble Join(ForestTree[] trees, int width, FeatureBins[] features)
    {
        var (roots, nodes, values) = (new int[trees.Length], new TreeNode[trees.Sum(t => t.Nodes.Count)], new float[trees.Sum(t => t.Values.Count)]);
        var (sets, gains) = (new List<BinSet>(), new double[features.Length]);
        var (node, value) = (0, 0);
        for (var t = 0; t < trees.Length; t++)
        {
            var (tree, firstNode, firstLeaf) = (trees[t], node, value / width);
            roots[t] = Moved(tree.Root);
            foreach (var own in tree.Nodes)
            {
                var isCategorical = (own.Feature & TreeNode.Categorical) != 0;
                nodes[node++] = own with
                {
                    Threshold = isCategorical ? BitConverter.Int32BitsToSingle(sets.Count + own.Set) : own.Threshold,
                    Left = Moved(own.Left),
                    Right = Moved(own.Right),
                };
            }
            tree.Values.CopyTo(values, value);
            value += tree.Values.Count;
            sets.AddRange(tree.Sets);
            for (var j = 0; j < gains.Length; j++) gains[j] += tree.Gains[j];

            int Moved(int child) => child >= 0 ? firstNode + child : ~(firstLeaf + ~child);
        }
        return new TreeEnsemble(roots, nodes, values, width, [.. sets], [.. features.Select(f => f.Categories)], [.. features.Select(f => (byte)f.Missing)], gains);
    }
}
