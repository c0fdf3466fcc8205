namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>What explanations need to know of trees before any row: how deep they are, and the mean of each score over the training rows.</summary>
sealed record EnsembleShape(int Depth, double[] Means)
{
    /// <param name="scores">Scores of the ensemble; with one value a leaf, tree t adds to score t mod scores.</param>
    public static EnsembleShape Of(TreeEnsemble trees, int scores)
    {
        var means = new double[scores];
        var ofNodes = new double[trees.Nodes.Length];
        for (var k = 0; k < trees.Width; k++)
        {
            // Children come after their parents.
            for (var i = ofNodes.Length - 1; i >= 0; i--)
            {
                var node = trees.Nodes[i];
                double share = node.LeftShare;
                ofNodes[i] = share * Mean(node.Left, k) + (1 - share) * Mean(node.Right, k);
            }
            for (var t = 0; t < trees.Roots.Length; t++) means[trees.Width > 1 ? k : t % scores] += Mean(trees.Roots[t], k);
        }
        return new EnsembleShape(DepthOf(trees.Nodes), means);

        double Mean(int child, int k) => child < 0 ? trees.Values[~child * trees.Width + k] : ofNodes[child];
    }

    static int DepthOf(TreeNode[] nodes)
    {
        var (depths, most) = (new int[nodes.Length], 0);
        for (var i = 0; i < nodes.Length; i++)
        {
            var (left, right, depth) = (nodes[i].Left, nodes[i].Right, depths[i] + 1);
            if (left >= 0) depths[left] = depth;
            if (right >= 0) depths[right] = depth;
            most = Math.Max(most, depth);
        }
        return most;
    }
}
