using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// Coordinates by the columns themselves, for more of them than products are affordable for. A category costs its own rows
/// only: what centring adds to all rows is kept as one number.
/// </summary>
sealed class ColumnCoordinates : ICoordinates
{
    private readonly LinearDesign _design;
    private readonly double[] _residuals;
    private readonly double[] _squares;
    private readonly int[] _starts;
    private readonly int[] _rows;
    private double _shift;

    public ColumnCoordinates(LinearDesign design, double[] residuals)
    {
        (_design, _residuals) = (design, (double[])residuals.Clone());
        _squares = new double[design.Slots];
        new BlockSums(design.Rows, design.Slots, design.Threads, design.Cancellation).Sum(_squares, (start, end, sums) =>
        {
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
                design.AddSquares(design.Weights.AsSpan(chunk, Math.Min(LinearDesign.Chunk, end - chunk)), chunk, sums);
        });
        design.FinishSquares(_squares);
        (_starts, _rows) = SortByCategory(design);
    }

    public double Square(int slot) => _squares[slot];

    public double Gradient(int slot)
    {
        if (slot >= _design.Numbers.Length)
        {
            // The residuals add up to 0 under the weights, so that the indicator's mean needs no term.
            var sum = 0.0;
            foreach (var row in RowsOf(slot)) sum += _design.Weights[row] * (_residuals[row] + _shift);
            return sum;
        }
        Span<double> buffer = stackalloc double[LinearDesign.Chunk];
        var (product, total, column) = (0.0, 0.0, _design.Numbers[slot]);
        for (var chunk = 0; chunk < _design.Rows; chunk += LinearDesign.Chunk)
        {
            var weighted = buffer[..Math.Min(LinearDesign.Chunk, _design.Rows - chunk)];
            for (var i = 0; i < weighted.Length; i++) weighted[i] = _design.Weights[chunk + i] * (_residuals[chunk + i] + _shift);
            product += MixedVectors.Dot(weighted, column.AsSpan(chunk, weighted.Length));
            total += Reductions.Sum(weighted);
        }
        return product - _design.Centres[slot] * total;
    }

    public void Move(int slot, double step)
    {
        _shift += step * _design.Centres[slot];
        if (slot < _design.Numbers.Length) MixedVectors.AddScaled(-step, _design.Numbers[slot], _residuals);
        else foreach (var row in RowsOf(slot)) _residuals[row] -= step;
    }

    ReadOnlySpan<int> RowsOf(int slot) => _rows.AsSpan(_starts[slot], _starts[slot + 1] - _starts[slot]);

    static (int[] Starts, int[] Rows) SortByCategory(LinearDesign design)
    {
        var starts = new int[design.Slots + 2];
        foreach (var category in design.Categories)
            foreach (var slot in category.Slots) starts[slot + 2]++;
        for (var s = 2; s < starts.Length; s++) starts[s] = checked(starts[s] + starts[s - 1]);
        var rows = new int[starts[^1]];
        // Each start moves to its end, which is the next one's start.
        foreach (var category in design.Categories)
            for (var i = 0; i < category.Slots.Length; i++) rows[starts[category.Slots[i] + 1]++] = i;
        return (starts, rows);
    }
}
