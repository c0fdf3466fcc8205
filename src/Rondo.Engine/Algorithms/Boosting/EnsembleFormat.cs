using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>The binary form of trees. Reading checks everything that the walk from root to leaf relies on.</summary>
static class EnsembleFormat
{
    public static void Write(PipelineWriter writer, TreeEnsemble trees)
    {
        writer.Ints(trees.Roots);
        writer.Ints([.. trees.Nodes.Select(n => n.Feature)]);
        writer.Ints([.. trees.Nodes.Select(n => BitConverter.SingleToInt32Bits(n.Threshold))]);
        writer.Ints([.. trees.Nodes.Select(n => n.Left)]);
        writer.Ints([.. trees.Nodes.Select(n => n.Right)]);
        writer.Raw<float>([.. trees.Nodes.Select(n => n.LeftShare)]);
        writer.Floats(trees.Values);
        writer.Int(trees.Width);
        writer.Doubles(trees.Gains);
        writer.Raw<BinSet>(trees.Sets);
        writer.Bytes(trees.MissingBins);
        foreach (var categories in trees.Categories) writer.Bytes(categories);
    }

    /// <param name="hasShares">Whether the nodes' shares, the leaves' width and the features' gains were written; the first layout had none of them.</param>
    public static TreeEnsemble Read(PipelineReader reader, int inputs, bool hasShares = true)
    {
        var roots = reader.Ints();
        var (features, thresholds, lefts, rights) = (reader.Ints(), reader.Ints(), reader.Ints(), reader.Ints());
        if (thresholds.Length != features.Length || lefts.Length != features.Length || rights.Length != features.Length)
            throw PipelineReader.Damaged("the nodes' parts differ in length");
        var shares = hasShares ? reader.Floats() : new float[features.Length];
        if (shares.Length != features.Length) throw PipelineReader.Damaged("the nodes' parts differ in length");
        if (!shares.All(s => s is >= 0 and <= 1)) throw PipelineReader.Damaged("a share is not between 0 and 1");
        var values = reader.Floats();
        var width = hasShares ? reader.Int() : 1;
        if (width < 1 || values.Length % width != 0) throw PipelineReader.Damaged("the leaves' values differ in number");
        var leaves = values.Length / width;
        var gains = hasShares ? reader.Doubles() : new double[inputs];
        if (gains.Length != inputs || !gains.All(g => g >= 0 && double.IsFinite(g))) throw PipelineReader.Damaged("the gains don't suit the features");
        var sets = reader.Raw<BinSet>();
        var missingBins = reader.Bytes();
        if (missingBins.Length != inputs) throw PipelineReader.Damaged("the features differ in number");
        var categories = new byte[inputs][];
        for (var j = 0; j < inputs; j++) categories[j] = reader.Bytes();

        if (!values.All(float.IsFinite)) throw PipelineReader.Damaged("a leaf's value is not a number");
        var isTaken = new bool[features.Length];
        foreach (var root in roots) CheckChild(root, -1, isTaken, leaves);
        var nodes = new TreeNode[features.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = new TreeNode { Feature = features[i], Threshold = BitConverter.Int32BitsToSingle(thresholds[i]), Left = lefts[i], Right = rights[i], LeftShare = shares[i] };
            CheckSplit(node, inputs, sets.Length, categories);
            CheckChild(node.Left, i, isTaken, leaves);
            CheckChild(node.Right, i, isTaken, leaves);
            nodes[i] = node;
        }
        if (!hasShares) CountLeaves(nodes, gains);
        return new TreeEnsemble(roots, nodes, values, width, sets, categories, missingBins, gains);
    }

    /// <summary>Stands in for what the first layout left out: every leaf has the same share, every split the same gain.</summary>
    static void CountLeaves(TreeNode[] nodes, double[] gains)
    {
        var leaves = new double[nodes.Length];
        // Children come after their parents.
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            ref var node = ref nodes[i];
            var (left, right) = (node.Left < 0 ? 1 : leaves[node.Left], node.Right < 0 ? 1 : leaves[node.Right]);
            leaves[i] = left + right;
            node.LeftShare = (float)(left / leaves[i]);
            gains[node.Feature & TreeNode.FeatureMask]++;
        }
    }

    static void CheckSplit(TreeNode node, int inputs, int sets, byte[][] categories)
    {
        var feature = node.Feature & TreeNode.FeatureMask;
        if (feature >= inputs) throw PipelineReader.Damaged($"a node asks for feature {feature} of {inputs}");
        var isCategorical = (node.Feature & TreeNode.Categorical) != 0;
        if (isCategorical != categories[feature].Length > 0) throw PipelineReader.Damaged("a node mistakes numbers for categories");
        if (isCategorical ? (uint)node.Set >= (uint)sets : float.IsNaN(node.Threshold)) throw PipelineReader.Damaged("a node's threshold is not valid");
    }

    /// <summary>A child comes after its parent, so that no walk can go round in a circle, and has no other, so that each node is walked through once.</summary>
    static void CheckChild(int child, int parent, bool[] isTaken, int leaves)
    {
        if (child >= 0 ? child <= parent || child >= isTaken.Length || isTaken[child] : ~child >= leaves) throw PipelineReader.Damaged("a node's child is out of place");
        if (child >= 0) isTaken[child] = true;
    }
}
