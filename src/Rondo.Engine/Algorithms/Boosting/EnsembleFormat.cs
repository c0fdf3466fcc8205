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
        writer.Floats(trees.Values);
        writer.Raw<BinSet>(trees.Sets);
        writer.Bytes(trees.MissingBins);
        foreach (var categories in trees.Categories) writer.Bytes(categories);
    }

    public static TreeEnsemble Read(PipelineReader reader, int inputs)
    {
        var roots = reader.Ints();
        var (features, thresholds, lefts, rights) = (reader.Ints(), reader.Ints(), reader.Ints(), reader.Ints());
        if (thresholds.Length != features.Length || lefts.Length != features.Length || rights.Length != features.Length)
            throw PipelineReader.Damaged("the nodes' parts differ in length");
        var values = reader.Floats();
        var sets = reader.Raw<BinSet>();
        var missingBins = reader.Bytes();
        if (missingBins.Length != inputs) throw PipelineReader.Damaged("the features differ in number");
        var categories = new byte[inputs][];
        for (var j = 0; j < inputs; j++) categories[j] = reader.Bytes();

        if (!values.All(float.IsFinite)) throw PipelineReader.Damaged("a leaf's value is not a number");
        foreach (var root in roots) CheckChild(root, -1, features.Length, values.Length);
        var nodes = new TreeNode[features.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = new TreeNode { Feature = features[i], Threshold = BitConverter.Int32BitsToSingle(thresholds[i]), Left = lefts[i], Right = rights[i] };
            CheckSplit(node, inputs, sets.Length, categories);
            CheckChild(node.Left, i, features.Length, values.Length);
            CheckChild(node.Right, i, features.Length, values.Length);
            nodes[i] = node;
        }
        return new TreeEnsemble(roots, nodes, values, sets, categories, missingBins);
    }

    static void CheckSplit(TreeNode node, int inputs, int sets, byte[][] categories)
    {
        var feature = node.Feature & TreeNode.FeatureMask;
        if (feature >= inputs) throw PipelineReader.Damaged($"a node asks for feature {feature} of {inputs}");
        var isCategorical = (node.Feature & TreeNode.Categorical) != 0;
        if (isCategorical != categories[feature].Length > 0) throw PipelineReader.Damaged("a node mistakes numbers for categories");
        if (isCategorical ? (uint)node.Set >= (uint)sets : float.IsNaN(node.Threshold)) throw PipelineReader.Damaged("a node's threshold is not valid");
    }

    /// <summary>A child comes after its parent, so that no walk can go round in a circle.</summary>
    static void CheckChild(int child, int parent, int nodes, int values)
    {
        if (child >= 0 ? child <= parent || child >= nodes : ~child >= values) throw PipelineReader.Damaged("a node's child is out of place");
    }
}
