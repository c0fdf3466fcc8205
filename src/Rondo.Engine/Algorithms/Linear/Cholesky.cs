using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// The Cholesky factor of a symmetric matrix, scaled to a unit diagonal first so that the units of the columns don't matter.
/// A column that depends on those before it (its pivot vanishes) is left out: its solution is 0.
/// </summary>
sealed class Cholesky
{
    // Below this share of its diagonal a pivot is rounding error.
    private const double SmallestPivot = 1e-13;
    private const int Panel = 64;

    private readonly int _size;
    private readonly double[] _factor;
    private readonly double[] _scale;
    private readonly bool[] _isDropped;

    /// <param name="matrix">Row by row; only the lower half is read, and it is overwritten by the factor.</param>
    public Cholesky(double[] matrix, int size, int threads = 1, CancellationToken cancellation = default)
    {
        _size = size;
        _factor = matrix;
        _scale = new double[size];
        _isDropped = new bool[size];
        for (var i = 0; i < size; i++) _scale[i] = matrix[i * size + i] is > 0 and var d ? 1 / Math.Sqrt(d) : 0;
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++) matrix[i * size + j] *= _scale[i] * _scale[j];
        for (var first = 0; first < size; first += Panel) Factor(first, Math.Min(size, first + Panel), threads, cancellation);
    }

    // A panel of columns at a time: each row below needs only finished rows, so that rows run in parallel.
    void Factor(int first, int end, int threads, CancellationToken cancellation)
    {
        for (var j = first; j < end; j++)
        {
            var row = Row(j);
            for (var c = first; c < j; c++) Eliminate(row, c);
            var pivot = row[j] - Reductions.Dot(row[..j], row[..j]);
            _isDropped[j] = !(pivot > SmallestPivot);
            row[j] = _isDropped[j] ? 0 : Math.Sqrt(pivot);
        }
        WorkBlocks.Run(_size - end, 16, threads, (_, from, to) =>
        {
            for (var i = end + from; i < end + to; i++)
            {
                var row = Row(i);
                for (var c = first; c < end; c++) Eliminate(row, c);
            }
        }, cancellation);
    }

    void Eliminate(Span<double> row, int column) =>
        row[column] = _isDropped[column] ? 0 : (row[column] - Reductions.Dot(row[..column], Row(column)[..column])) / Row(column)[column];

    /// <summary>Solves in place.</summary>
    public void Solve(Span<double> x)
    {
        for (var i = 0; i < _size; i++)
        {
            var row = Row(i);
            x[i] = _isDropped[i] ? 0 : (x[i] * _scale[i] - Reductions.Dot(row[..i], x[..i])) / row[i];
        }
        for (var i = _size - 1; i >= 0; i--)
        {
            if (_isDropped[i]) continue;
            var row = Row(i);
            x[i] /= row[i];
            MixedVectors.AddScaled(-x[i], row[..i], x[..i]);
        }
        for (var i = 0; i < _size; i++) x[i] = _isDropped[i] ? 0 : x[i] * _scale[i];
    }

    Span<double> Row(int i) => _factor.AsSpan(i * _size, _size);
}
