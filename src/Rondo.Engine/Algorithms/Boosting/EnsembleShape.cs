using System.Runtime.Intrinsics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>What explanations need to know of trees before any row: how deep they are, the mean of each score over the training rows, and where to sum.</summary>
/// <param name="Points">Of the quadrature, four together.</param>
/// <param name="Weights">As many; 0 where points fill up the last four.</param>
sealed record EnsembleShape(int Depth, double[] Means, Vector256<double>[] Points, Vector256<double>[] Weights)
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
        // With n features on a path the integrands have degree n - 1.
        var (points, weights) = LegendrePoints.Find(Math.Max(1, (MostFeatures(trees) + 1) / 2));
        return new EnsembleShape(DepthOf(trees.Nodes), means, Fours(points, 0.5), Fours(weights, 0));

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

    /// <summary>Different features on a path from root to leaf, at most.</summary>
    static int MostFeatures(TreeEnsemble trees)
    {
        var (uses, used, most) = (new int[trees.MissingBins.Length], 0, 0);
        var pending = new Stack<int>();
        foreach (var root in trees.Roots) if (root >= 0) pending.Push(root);
        while (pending.TryPop(out var next))
        {
            // A node comes back as its complement when all below it has been seen.
            var node = trees.Nodes[next < 0 ? ~next : next];
            ref var times = ref uses[node.Feature & TreeNode.FeatureMask];
            if (next < 0)
            {
                if (--times == 0) used--;
                continue;
            }
            if (times++ == 0) most = Math.Max(most, ++used);
            pending.Push(~next);
            if (node.Left >= 0) pending.Push(node.Left);
            if (node.Right >= 0) pending.Push(node.Right);
        }
        return most;
    }

    static Vector256<double>[] Fours(double[] values, double filling)
    {
        var fours = new Vector256<double>[(values.Length + 3) / 4];
        for (var i = 0; i < 4 * fours.Length; i++) fours[i / 4] = fours[i / 4].WithElement(i % 4, i < values.Length ? values[i] : filling);
        return fours;
    }
}
