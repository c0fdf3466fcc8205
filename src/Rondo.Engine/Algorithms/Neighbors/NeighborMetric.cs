namespace Rondo.Engine.Algorithms.Neighbors;

/// <summary>How far two rows are apart.</summary>
public enum NeighborMetric
{
    /// <summary>The root of the squared differences' sum.</summary>
    Euclidean,
    /// <summary>The sum of the differences.</summary>
    Manhattan,
}
