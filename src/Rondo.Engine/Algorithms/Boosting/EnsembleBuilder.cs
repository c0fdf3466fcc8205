namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>Turns grown trees into an ensemble that reads raw values.</summary>
sealed class EnsembleBuilder
{
    private readonly List<int> _roots = [];
    private readonly List<TreeNode> _nodes = [];
    private readonly List<float> _values = [];
    private readonly List<BinSet> _sets = [];
    private readonly List<double> _gains = [];
    private double[] _startGains;
    private readonly List<(int Nodes, int Values, int Sets)> _ends = [];
    private readonly FeatureBins[] _features;
    private readonly byte[][] _categories;
    private readonly byte[] _missingBins;

    public EnsembleBuilder(FeatureBins[] features)
    {
        _features = features;
        _startGains = new double[features.Length];
        _categories = [.. features.Select(f => f.Categories)];
        _missingBins = [.. features.Select(f => (byte)f.Missing)];
    }

    public FeatureKeys Keys => new(_categories, _missingBins);

    public int Trees => _roots.Count;

    /// <summary>Begins with the trees of an ensemble that has the same categories.</summary>
    public void Add(TreeEnsemble start)
    {
        _roots.AddRange(start.Roots);
        _nodes.AddRange(start.Nodes);
        _values.AddRange(start.Values);
        _sets.AddRange(start.Sets);
        _startGains = start.Gains;
        _gains.AddRange(new double[start.Nodes.Length]);
        foreach (var _ in start.Roots) End();
    }

    public void Add(GrownTree tree)
    {
        var (firstNode, firstLeaf) = (_nodes.Count, _values.Count);
        _roots.Add(Child(tree.Nodes.Count > 0 ? 0 : -1));
        foreach (var node in tree.Nodes)
        {
            var split = node.Split;
            _nodes.Add(new TreeNode
            {
                Feature = split.Feature | (split.IsCategorical ? TreeNode.Categorical : 0) | (split.MissingLeft ? 0 : TreeNode.MissingRight),
                Threshold = split.IsCategorical ? BitConverter.Int32BitsToSingle(_sets.Count) : Threshold(split),
                Left = Child(node.Left),
                Right = Child(node.Right),
                LeftShare = node.LeftShare,
            });
            _gains.Add(split.Gain);
            if (split.IsCategorical) _sets.Add(split.Categories);
        }
        foreach (var leaf in tree.Leaves) _values.Add(leaf.Value);
        End();

        int Child(int child) => child >= 0 ? firstNode + child : ~(firstLeaf + ~child);
    }

    /// <summary>One tree by itself.</summary>
    public TreeEnsemble Alone(GrownTree tree)
    {
        var builder = new EnsembleBuilder(_features, _categories, _missingBins);
        builder.Add(tree);
        return builder.Take(1);
    }

    /// <summary>The first trees.</summary>
    public TreeEnsemble Take(int trees)
    {
        var (nodes, values, sets) = trees == 0 ? default : _ends[trees - 1];
        double[] gains = [.. _startGains];
        for (var i = 0; i < nodes; i++) gains[_nodes[i].Feature & TreeNode.FeatureMask] += _gains[i];
        return new TreeEnsemble([.. _roots[..trees]], [.. _nodes[..nodes]], [.. _values[..values]], 1, [.. _sets[..sets]], _categories, _missingBins, gains);
    }

    private EnsembleBuilder(FeatureBins[] features, byte[][] categories, byte[] missingBins) =>
        (_features, _categories, _missingBins, _startGains) = (features, categories, missingBins, new double[features.Length]);

    void End() => _ends.Add((_nodes.Count, _values.Count, _sets.Count));

    // The upper bound of the last bin of values is infinity: such a split parts missing from not missing.
    float Threshold(Split split)
    {
        var thresholds = _features[split.Feature].Thresholds;
        return split.Bin < thresholds.Length ? thresholds[split.Bin] : float.PositiveInfinity;
    }
}
