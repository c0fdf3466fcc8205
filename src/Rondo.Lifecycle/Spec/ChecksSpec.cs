using System.Collections.Immutable;

namespace Rondo.Lifecycle.Spec;

/// <summary>The section <c>prepare.checks</c>: what the data must satisfy before anything is learnt from them.</summary>
public sealed record ChecksSpec
{
    public RowsSpec? Rows { get; init; }

    public ImmutableArray<WhereSpec> Where { get; init; } = [];

    public ImmutableArray<UniqueSpec> Unique { get; init; } = [];

    public ImmutableSortedDictionary<string, ColumnChecksSpec> Columns { get; init; } =
        ImmutableSortedDictionary.Create<string, ColumnChecksSpec>(StringComparer.Ordinal);

    /// <summary>stop, warn or quarantine; of every check that says nothing itself.</summary>
    public string? OnFail { get; init; }
}

/// <summary>How many rows there must be: bounds, or a word in their place.</summary>
public sealed record RowsSpec
{
    /// <summary>history (not far from earlier runs) or any; null when there are bounds.</summary>
    public string? Word { get; init; }

    public long? Min { get; init; }

    public long? Max { get; init; }

    /// <summary>stop or warn.</summary>
    public string? OnFail { get; init; }
}

/// <summary>A condition that each row must meet.</summary>
public sealed record WhereSpec(string Condition, string? OnFail = null);

/// <summary>Columns whose values together come only once.</summary>
public sealed record UniqueSpec(ImmutableArray<string> Columns, string? OnFail = null);

/// <summary>The checks of one column.</summary>
public sealed record ColumnChecksSpec
{
    /// <summary>The name of a check to its parameters.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Checks { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, object?>>(StringComparer.Ordinal);

    public string? OnFail { get; init; }
}
