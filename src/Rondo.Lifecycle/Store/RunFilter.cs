namespace Rondo.Lifecycle.Store;

/// <summary>Which runs to list; the newest come first.</summary>
public sealed record RunFilter
{
    public int Limit { get; init; } = 50;

    public string? Name { get; init; }

    public RunStatus? Status { get; init; }

    /// <summary>Children of this run; null for the runs that are nobody's children.</summary>
    public string? ParentId { get; init; }
}
