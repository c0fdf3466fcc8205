using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Statistics;

namespace Rondo.Prepare.Profile;

/// <summary>A value and the rows that have it. Long texts are cut.</summary>
public sealed record ValueCount(string Value, long Count);

/// <summary>Lengths of a column's texts in code points, over its rows.</summary>
public sealed record TextLengths(int Min, double Mean, int Max);

/// <summary>What is in a column, in numbers whose size does not grow with the rows.</summary>
/// <param name="Distinct">Distinct values, a missing one not counted.</param>
public sealed record ColumnProfile(string Name, ColumnType Type, long Rows, long Missing, long Distinct)
{
    /// <summary>Rows with a value.</summary>
    public long Count => Rows - Missing;

    /// <summary>Of numbers only, as the next three.</summary>
    public long? Zeros { get; init; }

    public long? Negatives { get; init; }

    public long? Infinite { get; init; }

    /// <summary>Over the finite values; of columns of numbers.</summary>
    public NumberStatistics? Numbers { get; init; }

    /// <summary>Of numbers, dates (days since 1970) and timestamps (microseconds since 1970).</summary>
    public ValueHistogram? Histogram { get; init; }

    /// <summary>The most frequent first; of equally frequent ones the smallest.</summary>
    public ImmutableArray<ValueCount> Top { get; init; } = [];

    /// <summary>The smallest values, ascending; of numbers and times.</summary>
    public ImmutableArray<ValueCount> Lowest { get; init; } = [];

    /// <summary>The largest values, ascending; of numbers and times.</summary>
    public ImmutableArray<ValueCount> Highest { get; init; } = [];

    public TextLengths? Lengths { get; init; }

    /// <summary>The first and last date or time.</summary>
    public string? First => Type.IsTemporal && Lowest.Length > 0 ? Lowest[0].Value : null;

    public string? Last => Type.IsTemporal && Highest.Length > 0 ? Highest[^1].Value : null;
}
