using System.Collections.Immutable;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>How rows of two tables were found to be the same.</summary>
public enum RowMatch
{
    /// <summary>By the values of key columns.</summary>
    Key,
    /// <summary>By their place: most rows stand where they stood.</summary>
    Position,
    /// <summary>By all their values; what is left in one place is taken for changed rows.</summary>
    Content,
}

/// <summary>A column whose type is another one.</summary>
/// <param name="IsCompared">Whether its cells could be compared all the same.</param>
public sealed record RetypedColumn(string Name, ColumnType Before, ColumnType After, bool IsCompared);

/// <summary>A cell of a row that both tables have. Values are null (missing), double, long, bool or text.</summary>
/// <param name="RowBefore">1-based.</param>
/// <param name="RowAfter">1-based.</param>
public sealed record CellChange(long RowBefore, long RowAfter, string Column, object? Before, object? After);

/// <summary>What changed from one table to another. Counts are exact; the lists hold the first ones.</summary>
public sealed record TableDifference
{
    public required RowMatch MatchedBy { get; init; }

    /// <summary>The key columns, when rows were matched by them.</summary>
    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>Why rows were not matched by the key that the data have.</summary>
    public string? Note { get; init; }

    public ImmutableArray<Field> ColumnsAdded { get; init; } = [];

    public ImmutableArray<Field> ColumnsRemoved { get; init; } = [];

    public ImmutableArray<RetypedColumn> ColumnsRetyped { get; init; } = [];

    /// <summary>Whether the columns that both have stand in another order.</summary>
    public bool AreColumnsReordered { get; init; }

    public required long RowsAdded { get; init; }

    public required long RowsRemoved { get; init; }

    /// <summary>Rows with a changed cell.</summary>
    public required long RowsChanged { get; init; }

    /// <summary>Whether rows that both have stand in another order.</summary>
    public required bool AreRowsReordered { get; init; }

    public required long CellsChanged { get; init; }

    /// <summary>The first rows of the later table that the earlier one has not; 0-based.</summary>
    public ImmutableArray<int> Added { get; init; } = [];

    /// <summary>The first rows of the earlier table that the later one has not; 0-based.</summary>
    public ImmutableArray<int> Removed { get; init; } = [];

    /// <summary>The first changed cells, by row of the later table, then by column.</summary>
    public ImmutableArray<CellChange> Changes { get; init; } = [];

    public bool IsNone =>
        RowsAdded + RowsRemoved + CellsChanged == 0 && ColumnsAdded.IsEmpty && ColumnsRemoved.IsEmpty && ColumnsRetyped.IsEmpty && !AreRowsReordered && !AreColumnsReordered;
}
