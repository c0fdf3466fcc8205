namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>A tree as it was grown on bins. Children below 0 are leaves: -1 is leaf 0, -2 leaf 1 and so on.</summary>
sealed class GrownTree
{
    /// <summary>A tree that adds nothing.</summary>
    public static GrownTree Nothing { get; } = new() { Leaves = { new GrownLeaf(0, 0, 0) } };

    public List<GrownNode> Nodes { get; } = [];

    public List<GrownLeaf> Leaves { get; } = [];

    /// <summary>The leaf that this row of the binned matrix falls into.</summary>
    public int LeafOf(BinnedMatrix matrix, int row)
    {
        var at = Nodes.Count > 0 ? 0 : -1;
        while (at >= 0)
        {
            var node = Nodes[at];
            var bin = matrix.Columns[node.Split.Feature][row];
            at = node.Split.GoesLeft(bin, matrix.Features[node.Split.Feature].Missing) ? node.Left : node.Right;
        }
        return ~at;
    }
}

/// <param name="LeftShare">The share of the node's hessian that went left.</param>
readonly record struct GrownNode(Split Split, int Left, int Right, float LeftShare);

/// <summary>A leaf's value, and the range of the row partition that it holds.</summary>
readonly record struct GrownLeaf(float Value, int Start, int Count);
