using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Statistics;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Cause;

/// <summary>
/// A column's values in ranges that the reference alone decides: tenths of its rows, or value by value where they are few,
/// with ranges of their own for what lies outside of it, is new, or is missing.
/// </summary>
public sealed class ColumnRanges
{
    // Whole numbers are often codes, such as hours and weekdays; others are measured, and single values of them say little.
    const int Tenths = 10, EvenRanges = 16, MostValues = 24, MostMeasured = 10;

    readonly ColumnProfile _column;
    readonly ImmutableArray<double> _edges = [];
    readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    readonly bool _areValues;

    ColumnRanges(ColumnProfile column, bool isEven)
    {
        _column = column;
        var names = ImmutableArray.CreateBuilder<string>();
        names.Add($"{column.Name} missing");
        if (column.Numbers is { } numbers)
        {
            _areValues = numbers.IsWhole && column.Words is null && numbers.Distinct <= (column.Type == ColumnType.Int64 ? MostValues : MostMeasured);
            _edges = _areValues ? numbers.Points : isEven ? Even(numbers) : [.. TenthsOf(numbers)];
            var what = column.Words is null ? column.Name : $"length of {column.Name}";
            names.Add($"{what} below {Said(numbers.Lowest)}");
            for (var i = 0; i < _edges.Length; i++)
                names.Add(_areValues ? $"{what} = {Said(_edges[i])}" : i == 0 ? $"{what} {Said(numbers.Lowest)} to {Said(_edges[0])}" : $"{what} above {Said(_edges[i - 1])} to {Said(_edges[i])}");
            names.Add($"{what} above {Said(numbers.Highest)}");
            if (_areValues) names.Add($"{what} between its known values");
        }
        else if (column.Categories is { } categories)
        {
            foreach (var (value, _) in categories.Counts.Take(MostValues))
            {
                _values.Add(value, names.Count);
                names.Add($"{column.Name} = {value}");
            }
            names.Add($"{column.Name} of its rarer values");
            names.Add($"{column.Name} of new values");
        }
        Names = names.ToImmutable();
    }

    /// <summary>What each range is called, for people.</summary>
    public ImmutableArray<string> Names { get; }

    public string Column => _column.Name;

    /// <summary>The ranges of a column; null of one that has nothing to be told apart by, such as a time.</summary>
    public static ColumnRanges? Of(ColumnProfile column) => column.Numbers is null && column.Categories is null ? null : new ColumnRanges(column, isEven: false);

    /// <summary>The same in ranges of equal width, for people to look at; what is far out is together, so that one value does not make all others one bar.</summary>
    public static ColumnRanges? EvenOf(ColumnProfile column) => column.Numbers is null && column.Categories is null ? null : new ColumnRanges(column, isEven: true);

    /// <summary>About how many rows of the reference are in each range. Shape: ranges.</summary>
    public double[] ReferenceRows()
    {
        var rows = new double[Names.Length];
        rows[0] = _column.Missing;
        if (_column.Numbers is { } numbers)
        {
            for (var i = 0; i < _edges.Length; i++)
                rows[i + 2] = _areValues ? numbers.UpTo[i] - numbers.Below[i] : i == 0 ? numbers.UpTo[0] + numbers.CountBetween(numbers.Lowest, _edges[0]) : numbers.CountBetween(_edges[i - 1], _edges[i]);
        }
        else if (_column.Categories is { } categories)
        {
            foreach (var (value, range) in _values) rows[range] = categories.CountOf(value);
            rows[^2] = categories.Total - rows[1..^2].Sum();
        }
        return rows;
    }

    /// <summary>Whether the reference has no rows in this range, by what it is.</summary>
    public bool IsOutside(int range) => _column.Numbers is not null
        ? range == 1 || range == _edges.Length + 2 || range == _edges.Length + 3
        : range == Names.Length - 1;

    /// <summary>The range of each row. Shape: rows.</summary>
    public int[] Of(Column column)
    {
        var ranges = new int[column.Length];
        if (_column.Numbers is { } numbers)
        {
            var values = _column.Words is not null && column is TextColumn text ? ColumnProfile.LengthsOf(text) : Numbers(column);
            for (var row = 0; row < ranges.Length; row++) ranges[row] = RangeOf(values[row], numbers.Lowest, numbers.Highest);
            return ranges;
        }
        for (var row = 0; row < ranges.Length; row++) ranges[row] = Label(column, row) is { } value ? RangeOf(value) : 0;
        return ranges;
    }

    static IEnumerable<double> TenthsOf(NumberProfile numbers) =>
        Enumerable.Range(1, Tenths).Select(t => numbers.Quantile((double)t / Tenths)).Append(numbers.Highest).Distinct().Order();

    // The middle 98 of 100 rows give the width.
    static ImmutableArray<double> Even(NumberProfile numbers)
    {
        var (low, high) = (numbers.Quantile(0.01), numbers.Quantile(0.99));
        var width = (high - low) / EvenRanges;
        if (!double.IsFinite(width) || width <= 0) return [.. TenthsOf(numbers)];
        var edges = Enumerable.Range(1, EvenRanges).Select(i => low + i * width);
        if (low > numbers.Lowest) edges = edges.Prepend(low);
        return [.. edges.Where(e => e < numbers.Highest).Append(numbers.Highest).Distinct().Order()];
    }

    int RangeOf(double value, double lowest, double highest)
    {
        if (double.IsNaN(value)) return 0;
        if (value < lowest) return 1;
        if (value > highest) return _edges.Length + 2;
        var found = _edges.BinarySearch(value);
        if (found < 0 && _areValues) return _edges.Length + 3;
        return 2 + (found >= 0 ? found : ~found);
    }

    int RangeOf(string value) => _values.TryGetValue(value, out var range) ? range : _column.Categories!.CountOf(value) > 0 ? Names.Length - 2 : Names.Length - 1;

    static double[] Numbers(Column column) => column switch
    {
        DoubleColumn doubles => [.. doubles.Values],
        IntegerColumn whole => [.. Enumerable.Range(0, whole.Length).Select(row => whole.IsMissing(row) ? double.NaN : whole.Values[row])],
        _ => throw new ArgumentException($"A column of {column.Type} holds no numbers.", nameof(column)),
    };

    static string? Label(Column column, int row) => column switch
    {
        TextColumn text => text[row],
        IntegerColumn whole => whole.IsMissing(row) ? null : whole.Type == ColumnType.Boolean ? whole.Values[row] == 1 ? "true" : "false" : whole.Values[row].ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    static string Said(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
