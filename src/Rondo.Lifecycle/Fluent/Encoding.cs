namespace Rondo.Lifecycle.Fluent;

/// <summary>How a category becomes numbers.</summary>
public static class Encoding
{
    public const string OneHot = "one_hot";
    public const string Ordinal = "ordinal";
    public const string Binary = "binary";
    public const string Hashing = "hashing";
    public const string Target = "target";
    public const string Frequency = "frequency";
}
