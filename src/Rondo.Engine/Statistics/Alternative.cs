namespace Rondo.Engine.Statistics;

/// <summary>Which difference a test looks for. Less and greater speak of the first sample, the reference.</summary>
public enum Alternative
{
    TwoSided,
    Less,
    Greater,
}
