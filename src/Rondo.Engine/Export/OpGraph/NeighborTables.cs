namespace Rondo.Engine.Export.OpGraph;

/// <summary>
/// Rows with targets, of which the nearest vote. Distances are sums over the columns in their order: squares, or sizes, of differences;
/// for a category 0 where both are the same, else the number of sides that have one (below 0 is none).
/// </summary>
/// <param name="Rows">Shape: rows x columns.</param>
/// <param name="IsCategory">For each column.</param>
/// <param name="Votes">What each row votes for, weighted. Shape: rows x outputs.</param>
/// <param name="Weights">Each row's weight.</param>
/// <param name="ByDistance">Whether a neighbour counts by the inverse of its distance; neighbours in the very place count alone.</param>
public sealed record NeighborTables(float[] Rows, bool[] IsCategory, double[] Votes, double[] Weights, int Count, bool IsManhattan, bool ByDistance)
{
    public int Outputs => Votes.Length / Weights.Length;
}
