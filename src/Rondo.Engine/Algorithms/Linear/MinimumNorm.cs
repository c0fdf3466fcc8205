using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// The shortest solution of a symmetric system of any rank: Cholesky with pivots by size finds the columns that the others
/// follow from (Higham 1990), and what lies in the directions that change nothing is taken off the solution.
/// </summary>
sealed class MinimumNorm
{
    // Scaled to a unit diagonal, a column with less than this of its own is a sum of the others: the last digits of products.
    private const double SmallestPivot = 1e-12;

    private readonly int _size;
    private readonly double[] _factor;
    private readonly double[] _scale;
    private readonly int[] _order;
    private readonly double[][] _flat;
    private readonly Cholesky? _flatProducts;

    /// <param name="matrix">Row by row; only the lower half is read, and it is overwritten.</param>
    public MinimumNorm(double[] matrix, int size, int threads, CancellationToken cancellation)
    {
        _size = size;
        _factor = matrix;
        _order = [.. Enumerable.Range(0, size)];
        _scale = new double[size];
        for (var i = 0; i < size; i++) _scale[i] = matrix[i * size + i] is > 0 and var d ? 1 / Math.Sqrt(d) : 0;
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++) matrix[j * size + i] = matrix[i * size + j] *= _scale[i] * _scale[j];
        Rank = Factor(threads, cancellation);
        _flat = [.. Enumerable.Range(Rank, size - Rank).Select(FlatDirection)];
        if (_flat.Length > 0) _flatProducts = new Cholesky(Products(cancellation), _flat.Length, threads, cancellation);
    }

    public int Rank { get; }

    /// <summary>Solves in place.</summary>
    public void Solve(Span<double> x)
    {
        var z = new double[Rank];
        for (var i = 0; i < Rank; i++) z[i] = (x[_order[i]] * _scale[_order[i]] - Reductions.Dot(Row(i)[..i], z.AsSpan(0, i))) / Row(i)[i];
        SolveUpper(z);
        x.Clear();
        for (var i = 0; i < Rank; i++) x[_order[i]] = z[i] * _scale[_order[i]];
        if (_flatProducts is null) return;
        var shares = new double[_flat.Length];
        for (var f = 0; f < shares.Length; f++) shares[f] = Reductions.Dot(_flat[f], x);
        _flatProducts.Solve(shares);
        for (var f = 0; f < shares.Length; f++) MixedVectors.AddScaled(-shares[f], _flat[f], x);
    }

    int Factor(int threads, CancellationToken cancellation)
    {
        var left = new double[_size];
        for (var i = 0; i < _size; i++) left[i] = _factor[i * _size + i];
        for (var j = 0; j < _size; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            var pivot = j;
            for (var i = j + 1; i < _size; i++) if (left[i] > left[pivot]) pivot = i;
            if (!(left[pivot] > SmallestPivot)) return j;
            Swap(j, pivot, left);
            var root = Row(j)[j] = Math.Sqrt(left[j]);
            var column = j;
            WorkBlocks.Run(_size - j - 1, 128, threads, (_, from, to) =>
            {
                for (var i = column + 1 + from; i < column + 1 + to; i++)
                {
                    var row = Row(i);
                    row[column] = (row[column] - Reductions.Dot(row[..column], Row(column)[..column])) / root;
                    left[i] -= row[column] * row[column];
                }
            }, cancellation);
        }
        return _size;
    }

    // Rows and columns of the whole symmetric square; finished columns go along with their rows.
    void Swap(int i, int j, double[] left)
    {
        if (i == j) return;
        (_order[i], _order[j]) = (_order[j], _order[i]);
        (left[i], left[j]) = (left[j], left[i]);
        var a = Row(i);
        var b = Row(j);
        for (var c = 0; c < _size; c++) (a[c], b[c]) = (b[c], a[c]);
        for (var r = i; r < _size; r++) (Row(r)[i], Row(r)[j]) = (Row(r)[j], Row(r)[i]);
    }

    // Moving a dependent column's coefficient by 1 and those that it follows from against it predicts the same.
    double[] FlatDirection(int dependent)
    {
        var z = Row(dependent)[..Rank].ToArray();
        SolveUpper(z);
        var direction = new double[_size];
        for (var i = 0; i < Rank; i++) direction[_order[i]] = -z[i] * _scale[_order[i]];
        direction[_order[dependent]] = _scale[_order[dependent]];
        return direction;
    }

    double[] Products(CancellationToken cancellation)
    {
        var products = new double[_flat.Length * _flat.Length];
        for (var f = 0; f < _flat.Length; f++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var g = 0; g <= f; g++) products[f * _flat.Length + g] = Reductions.Dot(_flat[f], _flat[g]);
        }
        return products;
    }

    void SolveUpper(double[] z)
    {
        for (var i = Rank - 1; i >= 0; i--)
        {
            z[i] /= Row(i)[i];
            MixedVectors.AddScaled(-z[i], Row(i)[..i], z.AsSpan(0, i));
        }
    }

    Span<double> Row(int i) => _factor.AsSpan(i * _size, _size);
}
