using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Transforms;

/// <summary>Finds the nearest training rows of a row with missing values and fills it from them. Holds scratch memory, so no two threads may share one.</summary>
sealed class DonorSearch(ImmutableArray<DonorColumn> columns, int neighbours, DonorWeights weights)
{
    private readonly int _rows = columns.Length == 0 ? 0 : columns[0].Values.Length;
    private readonly double[] _squares = new double[columns.Length == 0 ? 0 : columns[0].Values.Length];
    private readonly double[] _shared = new double[columns.Length == 0 ? 0 : columns[0].Values.Length];
    private readonly double[] _nearest = new double[neighbours];
    private readonly double[] _donated = new double[neighbours];

    /// <summary>Writes the missing values of one row; reads from <paramref name="numbers"/> alone.</summary>
    public void Fill(double[][] numbers, double[][] filled, int row)
    {
        Measure(numbers, row);
        for (var j = 0; j < columns.Length; j++)
            if (double.IsNaN(numbers[j][row])) filled[j][row] = FillOf(columns[j]);
    }

    /// <summary>The mean square of the differences in the columns that both rows have: the squared distance but for one factor. NaN where they share none.</summary>
    void Measure(double[][] numbers, int row)
    {
        Array.Clear(_squares);
        Array.Clear(_shared);
        for (var j = 0; j < columns.Length; j++)
            if (double.IsFinite(numbers[j][row])) Add(columns[j], numbers[j][row]);
        for (var i = 0; i < _rows; i++) _squares[i] /= _shared[i];
    }

    void Add(DonorColumn column, double value)
    {
        var known = MemoryMarshal.Cast<double, Vector256<double>>(column.Known);
        var present = MemoryMarshal.Cast<double, Vector256<double>>(column.Present);
        var squares = MemoryMarshal.Cast<double, Vector256<double>>(_squares.AsSpan());
        var shared = MemoryMarshal.Cast<double, Vector256<double>>(_shared.AsSpan());
        var values = Vector256.Create(value);
        for (var i = 0; i < known.Length; i++)
        {
            var difference = (values - known[i]) * present[i];
            squares[i] += difference * difference;
            shared[i] += present[i];
        }
        for (var i = 4 * known.Length; i < _rows; i++)
        {
            var difference = (value - column.Known[i]) * column.Present[i];
            _squares[i] += difference * difference;
            _shared[i] += column.Present[i];
        }
    }

    double FillOf(DonorColumn column)
    {
        var count = 0;
        for (var i = 0; i < _rows; i++)
        {
            var square = _squares[i];
            if (column.Present[i] == 0 || double.IsNaN(square)) continue;
            if (count == neighbours && !(square < _nearest[count - 1])) continue;
            var place = count < neighbours ? count++ : count - 1;
            // Of equally near rows the first in the table stays in front.
            for (; place > 0 && _nearest[place - 1] > square; place--) (_nearest[place], _donated[place]) = (_nearest[place - 1], _donated[place - 1]);
            (_nearest[place], _donated[place]) = (square, column.Values[i]);
        }
        return count == 0 ? column.Mean : Mean(count);
    }

    double Mean(int count)
    {
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < count; i++)
        {
            var weight = WeightOf(i);
            sum += weight * _donated[i];
            total += weight;
        }
        if (total > 0 && double.IsFinite(sum / total)) return sum / total;
        // Distances too large for a number: all the same.
        sum = 0;
        for (var i = 0; i < count; i++) sum += _donated[i] / count;
        return sum;
    }

    // Rows at distance 0 leave nothing to the others.
    double WeightOf(int i)
    {
        if (weights == DonorWeights.Uniform) return 1;
        if (_nearest[0] == 0) return _nearest[i] == 0 ? 1 : 0;
        return Math.Sqrt(_nearest[0]) / Math.Sqrt(_nearest[i]);
    }
}
