using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Train.Judge;

/// <summary>One value, or one range of values, of a column.</summary>
/// <param name="Value">In words: `NEAR BAY`, `from 12 to 20`, `missing`.</param>
public sealed record SliceCondition(string Column, string Value)
{
    public override string ToString() => $"{Column}: {Value}";
}

/// <summary>A column cut into few cells: its most frequent texts, quantiles of its numbers and dates, and the missing ones.</summary>
sealed class SliceCells
{
    private const int CategoriesAtMost = 50;
    private const int Quantiles = 8;

    private SliceCells(int[] cellOf, SliceCondition[] conditions)
    {
        CellOf = cellOf;
        Conditions = conditions;
    }

    /// <summary>The cell of each row; -1 for texts that are too rare for one.</summary>
    public int[] CellOf { get; }

    public SliceCondition[] Conditions { get; }

    public int Count => Conditions.Length;

    public static SliceCells Of(string name, Column column) =>
        column is TextColumn text ? OfText(name, text) : OfNumbers(name, column);

    static SliceCells OfText(string name, TextColumn column)
    {
        var counts = new int[column.Dictionary.Length];
        foreach (var code in column.Codes)
            if (code >= 0) counts[code]++;
        int[] kept = [.. Enumerable.Range(0, counts.Length).Where(code => counts[code] > 0)
            .OrderByDescending(code => counts[code]).ThenBy(code => column.Dictionary[code], StringComparer.Ordinal).Take(CategoriesAtMost)];
        var cells = new int[counts.Length];
        Array.Fill(cells, -1);
        for (var i = 0; i < kept.Length; i++) cells[kept[i]] = i;
        var cellOf = Array.ConvertAll(column.Codes, code => code < 0 ? kept.Length : cells[code]);
        return WithMissing(name, cellOf, [.. kept.Select(code => column.Dictionary[code])]);
    }

    static SliceCells OfNumbers(string name, Column column)
    {
        var values = new double[column.Length];
        for (var row = 0; row < values.Length; row++)
            values[row] = column.IsMissing(row) ? double.NaN : column is DoubleColumn numbers ? numbers.Values[row] : ((IntegerColumn)column).Values[row];
        var sorted = Array.FindAll(values, v => !double.IsNaN(v));
        Array.Sort(sorted);
        var distinct = sorted.Distinct().Take(Quantiles + 1).ToArray();
        // Few values are a cell each; else each cell goes from its edge up to the next.
        double[] edges = distinct.Length <= Quantiles ? distinct
            : [.. Enumerable.Range(0, Quantiles).Select(q => sorted[(int)((long)q * sorted.Length / Quantiles)]).Distinct()];
        var cellOf = Array.ConvertAll(values, value => double.IsNaN(value) ? edges.Length : CellIn(edges, value));
        string[] words = distinct.Length <= Quantiles ? [.. edges.Select(v => Word(column.Type, v))]
            : [.. edges.Select((edge, i) => Range(column.Type, edge, i + 1 < edges.Length ? edges[i + 1] : null, sorted[^1]))];
        return WithMissing(name, cellOf, words);
    }

    static int CellIn(double[] edges, double value)
    {
        var found = Array.BinarySearch(edges, value);
        return found >= 0 ? found : Math.Max(0, ~found - 1);
    }

    static SliceCells WithMissing(string name, int[] cellOf, string[] words)
    {
        var hasMissing = Array.IndexOf(cellOf, words.Length) >= 0;
        return new SliceCells(cellOf, [.. words.Select(word => new SliceCondition(name, word)), .. hasMissing ? [new SliceCondition(name, "missing")] : Array.Empty<SliceCondition>()]);
    }

    static string Range(ColumnType type, double from, double? below, double last) =>
        below is { } next ? $"from {Word(type, from)} to below {Word(type, next)}" : $"from {Word(type, from)} to {Word(type, last)}";

    static string Word(ColumnType type, double value) => type switch
    {
        ColumnType.Boolean => value == 0 ? "false" : "true",
        ColumnType.Date => Day((long)value),
        ColumnType.Timestamp or ColumnType.TimestampUtc => Day(CivilCalendar.DayOf((long)value)),
        _ => value.ToString("G6", CultureInfo.InvariantCulture),
    };

    static string Day(long days)
    {
        if (!CivilCalendar.Covers(days)) return days.ToString(CultureInfo.InvariantCulture);
        var (year, month, day) = CivilCalendar.CivilFromDays(days);
        return string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}");
    }
}
