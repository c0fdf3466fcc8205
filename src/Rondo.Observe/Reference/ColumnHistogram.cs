using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Observe.Cause;

namespace Rondo.Observe.Reference;

/// <summary>How a column's current values lie beside the reference's, in ranges that the reference alone decides.</summary>
/// <param name="Ranges">In the order of their values; those that neither side has are left out.</param>
/// <param name="ReferenceMissing">The share of rows without a value, 0 to 1.</param>
/// <param name="CurrentMissing">The same of the current rows.</param>
public sealed record ColumnHistogram(string Name, int ReferenceRows, int CurrentRows, double ReferenceMissing, double CurrentMissing, ImmutableArray<HistogramRange> Ranges)
{
    const int MostNew = 20;

    /// <summary>Values that the reference never had, the most frequent first, with their rows; of numbers none.</summary>
    public ImmutableArray<(string Value, int Rows)> NewValues { get; init; } = [];

    /// <summary>Rows with a value that lies outside the reference's range, or is new.</summary>
    public double OutsideShare => Ranges.Where(r => r.IsOutside).Sum(r => r.Current);

    /// <param name="current">The column in each part of the current rows.</param>
    /// <returns>Null of columns that are not compared value by value, such as times.</returns>
    public static ColumnHistogram? Of(ColumnProfile reference, IReadOnlyList<Column> current)
    {
        if (ColumnRanges.EvenOf(reference) is not { } ranges) return null;
        var before = ranges.ReferenceRows();
        var now = new int[before.Length];
        foreach (var part in current)
            foreach (var range in ranges.Of(part)) now[range]++;
        var (all, total) = (Math.Max(1.0, reference.Rows), Math.Max(1.0, now.Sum()));
        return new ColumnHistogram(reference.Name, reference.Rows, now.Sum(), before[0] / all, now[0] / total,
        [
            .. from range in Enumerable.Range(1, before.Length - 1)
               where before[range] > 0 || now[range] > 0
               select new HistogramRange(ranges.Names[range], before[range] / all, now[range] / total, ranges.IsOutside(range)),
        ])
        { NewValues = reference.Categories is { } categories ? NewIn(categories, current) : [] };
    }

    static ImmutableArray<(string Value, int Rows)> NewIn(CategoryProfile known, IReadOnlyList<Column> current)
    {
        // Where not every value has a name, whether one is new can't be told.
        if (known.OtherRows > 0) return [];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in current.OfType<TextColumn>())
        {
            var rows = new int[text.Dictionary.Length];
            foreach (var code in text.Codes)
                if (code >= 0) rows[code]++;
            for (var code = 0; code < rows.Length; code++)
                if (rows[code] > 0 && known.CountOf(text.Dictionary[code]) == 0) counts[text.Dictionary[code]] = counts.GetValueOrDefault(text.Dictionary[code]) + rows[code];
        }
        return [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostNew).Select(c => (c.Key, c.Value))];
    }
}

/// <summary>A range of values, and the share of rows that have one of them, 0 to 1.</summary>
/// <param name="IsOutside">Whether the reference had no such values.</param>
public sealed record HistogramRange(string Name, double Reference, double Current, bool IsOutside);
