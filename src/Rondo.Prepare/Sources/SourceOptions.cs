using System.Collections.Immutable;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources;

/// <summary>How every source is read, whatever its format.</summary>
public sealed record SourceOptions
{
    /// <summary>All types are found from the values.</summary>
    public static IReadOnlyDictionary<string, ColumnType> NoTypes => ImmutableDictionary<string, ColumnType>.Empty;

    /// <summary>Texts that stand for a missing value, beside empty text and text of nothing but spaces.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The types of columns that are already known; the others are found from all their values.</summary>
    public IReadOnlyDictionary<string, ColumnType> Types { get; init; } = NoTypes;

    /// <summary>Columns that are left out, whatever they hold.</summary>
    public IReadOnlySet<string> Skip { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>The only columns that are kept, each with a type in <see cref="Types"/>; null: all.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>Whether a column of this name is left out.</summary>
    public bool LeavesOut(string name) => Skip.Contains(name) || (Only is not null && !Only.Contains(name));

    /// <summary>Reads nested values (JSON objects and arrays, Parquet lists, structs and maps) as JSON text; otherwise they are refused.</summary>
    public bool NestedAsText { get; init; }

    /// <summary>The setting <c>max_cell_bytes</c>.</summary>
    public int MaxCellBytes { get; init; } = 1_000_000;

    /// <summary>The setting <c>max_columns</c>.</summary>
    public int MaxColumns { get; init; } = 10_000;

    /// <summary>Takes the lines that a source of lines can't read; null: the first one is a mistake.</summary>
    public BadLines? BadLines { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>What reading may hold in memory, beside the table itself.</summary>
    public long MemoryLimitBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 7;
}
