namespace Rondo.Engine.Algorithms;

/// <summary>How the classes of a classification task are weighted.</summary>
public enum ClassWeight
{
    /// <summary>Every row counts by its own weight.</summary>
    None,
    /// <summary>Every class has the same total weight: rows / (classes x rows of the class).</summary>
    Balanced,
}
