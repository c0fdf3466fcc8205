using System.Collections.Immutable;

namespace Rondo.Lifecycle.Reports;

/// <summary>Rows between two bounds. Rows beyond the outermost bounds are in the outermost bins.</summary>
public readonly record struct HistogramBin(double Low, double High, long Rows);

/// <summary>Rows whose actual and predicted values lie in one cell of a square grid.</summary>
public readonly record struct GridCell(double ActualLow, double ActualHigh, double PredictedLow, double PredictedHigh, long Rows);

/// <summary>Turns rows into cells for drawing, so that a report's size doesn't grow with the data and no row leaves in it.</summary>
public static class Binning
{
    // The middle 99% of values decides the range: one outlier must not squeeze all others into a single cell.
    const double _tail = 0.005;

    /// <summary>The cells that hold at least one row; both axes share their range.</summary>
    public static ImmutableArray<GridCell> Grid(ReadOnlySpan<double> actual, ReadOnlySpan<double> predicted, int bins = 32)
    {
        if (actual.Length != predicted.Length) throw new ArgumentException("Actual and predicted differ in length.", nameof(predicted));
        if (actual.IsEmpty) return [];
        var (low, high) = Range([.. actual, .. predicted]);
        var counts = new long[bins * bins];
        for (var i = 0; i < actual.Length; i++)
            counts[(Cell(actual[i], low, high, bins) * bins) + Cell(predicted[i], low, high, bins)]++;
        var cells = ImmutableArray.CreateBuilder<GridCell>();
        for (var a = 0; a < bins; a++)
        {
            for (var p = 0; p < bins; p++)
            {
                if (counts[(a * bins) + p] is var rows && rows > 0)
                    cells.Add(new(Edge(a, low, high, bins), Edge(a + 1, low, high, bins), Edge(p, low, high, bins), Edge(p + 1, low, high, bins), rows));
            }
        }
        return cells.ToImmutable();
    }

    static (double Low, double High) Range(double[] values)
    {
        Array.Sort(values);
        if (!double.IsFinite(values[0]) || !double.IsFinite(values[^1]))
            throw new ArgumentException("Only finite numbers can be binned.", nameof(values));
        var skip = (int)(values.Length * _tail);
        var (low, high) = (values[skip], values[^(skip + 1)]);
        return low < high ? (low, high) : (low - 0.5, low + 0.5);
    }

    static int Cell(double value, double low, double high, int bins) =>
        (int)Math.Clamp(Math.Floor((value - low) / (high - low) * bins), 0, bins - 1);

    static double Edge(int i, double low, double high, int bins) => low + ((high - low) * i / bins);
}
