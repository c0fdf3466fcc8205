using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Statistics;

namespace Rondo.Prepare.Profile;

/// <summary>A column with its profile, and what alerts and correlations need beside.</summary>
public sealed record ProfiledColumn(Column Column, ColumnProfile Profile)
{
    public string Name => Profile.Name;

    /// <summary>The distinct texts of a text column.</summary>
    public TextValues? Texts { get; init; }

    internal CorrelatedColumn? Values { get; init; }

    internal CorrelatedColumn? Ranks { get; init; }

    /// <param name="isCorrelated">Whether correlations with other columns of numbers are wanted.</param>
    public static ProfiledColumn Of(string name, Column column, ProfileOptions options, bool isCorrelated = false) => column switch
    {
        TextColumn texts => OfText(name, texts, options),
        DoubleColumn doubles => OfSorted(name, SortedColumn.Of(doubles), options, isCorrelated),
        IntegerColumn whole => OfSorted(name, SortedColumn.Of(whole), options, isCorrelated),
        _ => throw new ArgumentException($"A column of {column.Type.Word} is not known here.", nameof(column)),
    };

    static ProfiledColumn OfText(string name, TextColumn column, ProfileOptions options)
    {
        var texts = TextValues.Of(column);
        var known = texts.Counts.Sum(c => (long)c);
        var top = Frequent.Places(texts.Counts, options.TopValues, (a, b) => string.CompareOrdinal(texts.Values[a], texts.Values[b]));
        return new ProfiledColumn(column, new ColumnProfile(name, ColumnType.Text, column.Length, column.Length - known, texts.Values.Length)
        {
            Top = [.. top.Select(i => new ValueCount(ValueText.Cut(texts.Values[i], options.ShownLength), texts.Counts[i]))],
            Lengths = texts.Lengths(),
        })
        { Texts = texts };
    }

    static ProfiledColumn OfSorted(string name, SortedColumn sorted, ProfileOptions options, bool isCorrelated)
    {
        var (type, count) = (sorted.Column.Type, sorted.Values.Length);
        var profile = new ColumnProfile(name, type, sorted.Column.Length, sorted.Column.Length - sorted.Known, count)
        {
            Top = Shown(sorted, Frequent.Places(sorted.Counts, options.TopValues, (a, b) => a.CompareTo(b))),
        };
        if (type == ColumnType.Boolean) return new ProfiledColumn(sorted.Column, profile);
        profile = profile with
        {
            Lowest = Shown(sorted, Enumerable.Range(0, Math.Min(count, options.Extremes))),
            Highest = Shown(sorted, Enumerable.Range(Math.Max(0, count - options.Extremes), Math.Min(count, options.Extremes))),
            Histogram = ValueHistogram.Of(sorted, options.Bins),
        };
        if (type.IsTemporal) return new ProfiledColumn(sorted.Column, profile);
        var numbers = NumberStatistics.Of(sorted);
        var result = new ProfiledColumn(sorted.Column, profile with
        {
            Zeros = RowsFrom(sorted, 0) - RowsFrom(sorted, double.Epsilon),
            Negatives = sorted.Known - RowsFrom(sorted, 0),
            Infinite = sorted.Infinite,
            Numbers = numbers,
        });
        if (!isCorrelated || numbers is null) return result;
        return result with { Values = CorrelatedColumn.OfValues(sorted, numbers), Ranks = options.WithRanks ? CorrelatedColumn.OfRanks(sorted) : null };
    }

    static ImmutableArray<ValueCount> Shown(SortedColumn sorted, IEnumerable<int> places) =>
        [.. places.Select(i => new ValueCount(sorted.Whole is { } whole ? ValueText.Of(whole[i], sorted.Column.Type) : ValueText.Of(sorted.Values[i]), sorted.Counts[i]))];

    static long RowsFrom(SortedColumn sorted, double bound)
    {
        var place = Array.BinarySearch(sorted.Values, bound);
        if (place < 0) place = ~place;
        while (place > 0 && sorted.Values[place - 1] >= bound) place--;
        return sorted.Counts.AsSpan(place).ToArray().Sum(c => (long)c);
    }
}
