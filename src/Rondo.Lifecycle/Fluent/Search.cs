namespace Rondo.Lifecycle.Fluent;

/// <summary>How parameters are searched.</summary>
public static class Search
{
    public const string Bayesian = "bayesian";
    public const string Random = "random";
    public const string Grid = "grid";
    public const string None = "none";
}
