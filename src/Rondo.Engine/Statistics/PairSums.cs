using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>Over the rows that two columns have in common: their number, and sums and products of the deviations; all pairs at once.</summary>
sealed class PairSums
{
    // Blocks of all columns fit the second cache; chunks are what threads share.
    private const int BlockRows = 1024;
    private const int ChunkRows = 64 * BlockRows;

    private readonly CorrelatedColumn[] _columns;
    private readonly int[] _incomplete;
    private readonly double[] _own;
    private readonly double[] _ownSquares;
    private readonly double[] _products;
    // By column and incomplete column: what is left of the one where the other has a value.
    private readonly double[] _common;
    private readonly double[] _commonSquares;
    private readonly double[] _commonRows;

    PairSums(CorrelatedColumn[] columns, int[] incomplete)
    {
        var (k, m) = (columns.Length, incomplete.Length);
        (_columns, _incomplete) = (columns, incomplete);
        (_own, _ownSquares, _products) = (new double[k], new double[k], new double[k * k]);
        (_common, _commonSquares, _commonRows) = (new double[k * m], new double[k * m], new double[k * m]);
    }

    public static PairSums Of(CorrelatedColumn[] columns, int threads, CancellationToken cancellation)
    {
        int[] incomplete = [.. Enumerable.Range(0, columns.Length).Where(j => !columns[j].IsComplete)];
        var rows = columns.Length == 0 ? 0 : columns[0].Rows;
        var chunks = new PairSums[WorkBlocks.Count(rows, ChunkRows)];
        WorkBlocks.Run(rows, ChunkRows, threads, (chunk, start, end) => (chunks[chunk] = new PairSums(columns, incomplete)).Read(start, end, cancellation), cancellation);
        var all = new PairSums(columns, incomplete);
        foreach (var chunk in chunks) all.Add(chunk);
        return all;
    }

    /// <summary>The rows in which both have a value.</summary>
    public double Rows(int i, int j) => MaskOf(j) is >= 0 and var mask ? _commonRows[i * _incomplete.Length + mask] : _columns[i].Known;

    /// <summary>Null when one of them does not vary where both have values.</summary>
    public double? Correlation(int i, int j)
    {
        var n = Rows(i, j);
        var ((x, xx), (y, yy)) = (Common(i, j), Common(j, i));
        var (varianceX, varianceY) = (xx - x * x / n, yy - y * y / n);
        // What is left of equal values is rounding.
        if (n < 2 || !(varianceX > 1e-13 * xx) || !(varianceY > 1e-13 * yy)) return null;
        return Math.Clamp((_products[i * _columns.Length + j] - x * y / n) / Math.Sqrt(varianceX) / Math.Sqrt(varianceY), -1, 1);
    }

    public bool Varies(int i) => _columns[i].Known > 1 && _ownSquares[i] - _own[i] * _own[i] / _columns[i].Known > 1e-13 * _ownSquares[i];

    (double Sum, double Squares) Common(int i, int j) => MaskOf(j) is >= 0 and var mask
        ? (_common[i * _incomplete.Length + mask], _commonSquares[i * _incomplete.Length + mask])
        : (_own[i], _ownSquares[i]);

    int MaskOf(int j) => Array.BinarySearch(_incomplete, j);

    void Read(int start, int end, CancellationToken cancellation)
    {
        var k = _columns.Length;
        var (deviations, squares, known) = (new double[k * BlockRows], new double[k * BlockRows], new double[k * BlockRows]);
        for (var block = start; block < end; block += BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(BlockRows, end - block);
            for (var i = 0; i < k; i++)
            {
                var x = deviations.AsSpan(i * BlockRows, count);
                _columns[i].Read(block, x, known.AsSpan(i * BlockRows, count));
                var xx = squares.AsSpan(i * BlockRows, count);
                for (var row = 0; row < count; row++) xx[row] = x[row] * x[row];
                _own[i] += Reductions.Sum(x);
                _ownSquares[i] += Reductions.Sum(xx);
            }
            Multiply(deviations, squares, known, count);
        }
    }

    void Multiply(double[] deviations, double[] squares, double[] known, int count)
    {
        var (k, m) = (_columns.Length, _incomplete.Length);
        for (var i = 0; i < k; i++)
        {
            var x = deviations.AsSpan(i * BlockRows, count);
            for (var j = 0; j < i; j++) _products[i * k + j] += Reductions.Dot(x, deviations.AsSpan(j * BlockRows, count));
            for (var mask = 0; mask < m; mask++)
            {
                var there = known.AsSpan(_incomplete[mask] * BlockRows, count);
                _common[i * m + mask] += Reductions.Dot(x, there);
                _commonSquares[i * m + mask] += Reductions.Dot(squares.AsSpan(i * BlockRows, count), there);
                _commonRows[i * m + mask] += Reductions.Dot(known.AsSpan(i * BlockRows, count), there);
            }
        }
    }

    void Add(PairSums chunk)
    {
        var k = _columns.Length;
        for (var i = 0; i < k; i++)
            for (var j = 0; j < i; j++)
                _products[j * k + i] = _products[i * k + j] += chunk._products[i * k + j];
        foreach (var (sums, more) in new[] { (_own, chunk._own), (_ownSquares, chunk._ownSquares), (_common, chunk._common), (_commonSquares, chunk._commonSquares), (_commonRows, chunk._commonRows) })
            for (var i = 0; i < sums.Length; i++) sums[i] += more[i];
    }
}
