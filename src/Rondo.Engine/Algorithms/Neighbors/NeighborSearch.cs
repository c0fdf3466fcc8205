using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rondo.Engine.Algorithms.Clustering;

namespace Rondo.Engine.Algorithms.Neighbors;

/// <summary>
/// Rows in groups of eight, searched exactly: all of them, or for few numbers by a tree of boxes (Friedman, Bentley and Finkel
/// 1977). Distances are sums over the columns in their order, and equal ones go by row, so that either way finds the same.
/// </summary>
sealed class NeighborSearch
{
    public const int Lanes = 8;
    private const int LeafRows = 64;
    private const int TreeColumnsAtMost = 15;

    private readonly ClusterSpace _space;
    private readonly bool _isManhattan;
    private readonly int _columns;
    // Group by group, column by column, eight rows side by side; a missing or unknown category is -1.
    private readonly float[] _values;
    private readonly int[] _rows;
    private readonly int _levels;
    // Of each node and column the least and the largest value.
    private readonly float[] _boxes = [];

    public NeighborSearch(FeatureMatrix rows, bool isManhattan)
    {
        (_space, _isManhattan, _columns) = (new ClusterSpace(rows.Features), isManhattan, rows.Columns.Length);
        _rows = [.. Enumerable.Range(0, rows.Rows)];
        if (!_space.HasCategories && _columns is > 0 and <= TreeColumnsAtMost)
        {
            while (rows.Rows >> _levels > LeafRows) _levels++;
            _boxes = new float[((2 << _levels) - 1) * 2 * _columns];
            Split(rows, 0, 0, rows.Rows, 0);
        }
        _values = new float[(rows.Rows + Lanes - 1) / Lanes * Lanes * _columns];
        for (var i = 0; i < _rows.Length; i++)
            for (var j = 0; j < _columns; j++) _values[(i / Lanes * _columns + j) * Lanes + i % Lanes] = Normal(j, rows.Columns[j][_rows[i]]);
    }

    public ClusterSpace Space => _space;

    /// <summary>Fills the lists with the nearest rows and their distances (euclidean: squared), nearest first. The row has its categories as <see cref="Normal"/> gives them.</summary>
    public void Find(ReadOnlySpan<float> row, Span<double> distances, Span<int> rows)
    {
        distances.Fill(double.PositiveInfinity);
        rows.Fill(int.MaxValue);
        Visit(row, distances, rows, 0, 0, _rows.Length, 0);
    }

    public float Normal(int feature, float value) =>
        !_space.Features[feature].IsCategorical ? value : _space.Dimension(feature, value) is >= 0 and var d ? d - _space.Offset(feature) : -1;

    void Visit(ReadOnlySpan<float> row, Span<double> distances, Span<int> rows, int node, int start, int end, int level)
    {
        if (level == _levels)
        {
            Scan(row, distances, rows, start, end);
            return;
        }
        var (left, right, middle) = (2 * node + 1, 2 * node + 2, Middle(start, end));
        var (toLeft, toRight) = (ToBox(row, left), ToBox(row, right));
        // A box as far as the worst neighbour may hold an earlier row.
        if (toLeft <= toRight)
        {
            if (toLeft <= distances[^1]) Visit(row, distances, rows, left, start, middle, level + 1);
            if (toRight <= distances[^1]) Visit(row, distances, rows, right, middle, end, level + 1);
        }
        else
        {
            if (toRight <= distances[^1]) Visit(row, distances, rows, right, middle, end, level + 1);
            if (toLeft <= distances[^1]) Visit(row, distances, rows, left, start, middle, level + 1);
        }
    }

    void Scan(ReadOnlySpan<float> row, Span<double> distances, Span<int> rows, int start, int end)
    {
        Span<double> lanes = stackalloc double[Lanes];
        for (var first = start; first < end; first += Lanes)
        {
            var sums = Distances(row, first / Lanes);
            if (Vector512.GreaterThanAll(sums, Vector512.Create(distances[^1]))) continue;
            sums.CopyTo(lanes);
            for (var lane = 0; lane < Math.Min(Lanes, end - first); lane++) Insert(distances, rows, lanes[lane], _rows[first + lane]);
        }
    }

    Vector512<double> Distances(ReadOnlySpan<float> row, int group)
    {
        var sums = Vector512<double>.Zero;
        ref var values = ref MemoryMarshal.GetArrayDataReference(_values);
        for (var j = 0; j < row.Length; j++)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref values, (nuint)((group * _columns + j) * Lanes)));
            var others = Vector512.Create(low, high);
            var difference = others - Vector512.Create((double)row[j]);
            if (_space.Features[j].Cardinality > 0)
            {
                // Two indicators differ, or one where either side has no category.
                var known = Vector512.ConditionalSelect(Vector512.LessThan(others, Vector512<double>.Zero), Vector512<double>.Zero, Vector512<double>.One) + Vector512.Create(row[j] >= 0 ? 1.0 : 0);
                sums += Vector512.ConditionalSelect(Vector512.Equals(difference, Vector512<double>.Zero), Vector512<double>.Zero, known);
            }
            else sums += _isManhattan ? Vector512.Abs(difference) : difference * difference;
        }
        return sums;
    }

    static void Insert(Span<double> distances, Span<int> rows, double distance, int row)
    {
        var place = distances.Length - 1;
        if (!(distance < distances[place] || (distance == distances[place] && row < rows[place]))) return;
        while (place > 0 && (distance < distances[place - 1] || (distance == distances[place - 1] && row < rows[place - 1])))
        {
            (distances[place], rows[place]) = (distances[place - 1], rows[place - 1]);
            place--;
        }
        (distances[place], rows[place]) = (distance, row);
    }

    // Not above the distance to any row within, rounding included: every term and every sum is at most the row's.
    double ToBox(ReadOnlySpan<float> row, int node)
    {
        var sum = 0.0;
        for (var j = 0; j < row.Length; j++)
        {
            var (least, largest) = (_boxes[(node * _columns + j) * 2], _boxes[(node * _columns + j) * 2 + 1]);
            var gap = row[j] < least ? (double)least - row[j] : row[j] > largest ? (double)row[j] - largest : 0;
            sum += _isManhattan ? gap : gap * gap;
        }
        return sum;
    }

    // Whole groups go to either side.
    static int Middle(int start, int end) => start + (end - start) / 2 / Lanes * Lanes;

    void Split(FeatureMatrix rows, int node, int start, int end, int level)
    {
        var (widest, width) = (0, -1.0);
        for (var j = 0; j < _columns; j++)
        {
            var (least, largest) = (float.PositiveInfinity, float.NegativeInfinity);
            for (var i = start; i < end; i++) (least, largest) = (Math.Min(least, rows.Columns[j][_rows[i]]), Math.Max(largest, rows.Columns[j][_rows[i]]));
            (_boxes[(node * _columns + j) * 2], _boxes[(node * _columns + j) * 2 + 1]) = (least, largest);
            if ((double)largest - least > width) (widest, width) = (j, (double)largest - least);
        }
        if (level == _levels) return;
        var keys = new float[end - start];
        for (var i = 0; i < keys.Length; i++) keys[i] = rows.Columns[widest][_rows[start + i]];
        keys.AsSpan().Sort(_rows.AsSpan(start, keys.Length));
        var middle = Middle(start, end);
        Split(rows, 2 * node + 1, start, middle, level + 1);
        Split(rows, 2 * node + 2, middle, end, level + 1);
    }
}
