namespace Rondo.Engine.Algorithms.Neighbors;

/// <summary>How much each neighbour counts.</summary>
public enum NeighborWeights
{
    /// <summary>All alike.</summary>
    Uniform,
    /// <summary>By the inverse of its distance; neighbours in the very place count alone.</summary>
    Distance,
}
