using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources;

/// <summary>What an address gave.</summary>
public sealed record Fetched(Table Table)
{
    /// <summary>Where the next run goes on; null: nothing is kept, the next run reads all rows again.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether the rows come after those of earlier runs, which are kept.</summary>
    public bool IsIncrement { get; init; }
}
