namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>How two tables are compared.</summary>
public sealed record DifferenceOptions
{
    /// <summary>The columns that tell rows apart; empty to go by <see cref="LikelyKeys"/>, else by position or content.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Keys that the data were declared to have; the first that tells all rows apart in both tables is used.</summary>
    public IReadOnlyList<IReadOnlyList<string>> LikelyKeys { get; init; } = [];

    /// <summary>How many changed cells, added and removed rows are listed; all are counted.</summary>
    public int Limit { get; init; } = 100;

    public int Threads { get; init; } = Environment.ProcessorCount;
}
