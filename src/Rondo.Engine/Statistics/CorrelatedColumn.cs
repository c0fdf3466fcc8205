using Rondo.Engine.Data;

namespace Rondo.Engine.Statistics;

/// <summary>A column as correlations read it: deviations from its centre in a unit that is a power of two, 0 where there is no finite value.</summary>
public sealed class CorrelatedColumn
{
    private readonly Column? _numbers;
    private readonly int[]? _ranks;
    private readonly double _centre;
    private readonly double _scale;

    CorrelatedColumn(Column? numbers, int[]? ranks, int rows, int known, double centre, double reach)
    {
        (_numbers, _ranks, Rows, Known, _centre) = (numbers, ranks, rows, known, centre);
        _scale = reach > 0 ? 1 / Math.ScaleB(1, Math.Clamp(Math.ILogB(reach), -1000, 1000)) : 1;
    }

    public int Rows { get; }

    /// <summary>The rows that have a finite value.</summary>
    public int Known { get; }

    public bool IsComplete => Known == Rows;

    /// <summary>Twice the mean ranks, where ranks are what is correlated.</summary>
    internal int[]? Ranks => _ranks;

    public static CorrelatedColumn OfValues(SortedColumn column, NumberStatistics statistics) =>
        new(column.Column, null, column.Column.Length, column.Known - column.Infinite, statistics.Mean, Math.Max(statistics.Max - statistics.Mean, statistics.Mean - statistics.Min));

    public static CorrelatedColumn OfRanks(SortedColumn column)
    {
        var known = column.Known - column.Infinite;
        return new(null, column.DoubledRanks(), column.Column.Length, known, known + 1.0, known);
    }

    /// <summary>The deviations of the rows from <paramref name="start"/> on, and 1 or 0 for whether there is a value.</summary>
    public void Read(int start, Span<double> deviations, Span<double> isKnown)
    {
        if (_ranks is not null) ReadRanks(_ranks.AsSpan(start, deviations.Length), deviations, isKnown);
        else if (_numbers is DoubleColumn doubles) ReadDoubles(doubles.Values.AsSpan(start, deviations.Length), deviations, isKnown);
        else ReadWhole((IntegerColumn)_numbers!, start, deviations, isKnown);
    }

    void ReadRanks(ReadOnlySpan<int> ranks, Span<double> deviations, Span<double> isKnown)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            isKnown[i] = ranks[i] == 0 ? 0 : 1;
            deviations[i] = ranks[i] == 0 ? 0 : (ranks[i] - _centre) * _scale;
        }
    }

    void ReadDoubles(ReadOnlySpan<double> values, Span<double> deviations, Span<double> isKnown)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var isFinite = double.IsFinite(values[i]);
            isKnown[i] = isFinite ? 1 : 0;
            deviations[i] = isFinite ? values[i] * _scale - _centre * _scale : 0;
        }
    }

    void ReadWhole(IntegerColumn column, int start, Span<double> deviations, Span<double> isKnown)
    {
        for (var i = 0; i < deviations.Length; i++)
        {
            var isMissing = column.IsMissing(start + i);
            isKnown[i] = isMissing ? 0 : 1;
            deviations[i] = isMissing ? 0 : column.Values[start + i] * _scale - _centre * _scale;
        }
    }
}
