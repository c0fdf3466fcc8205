using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rondo.Engine.Export.OpGraph;

namespace Rondo.Engine.Algorithms.Clustering;

/// <summary>
/// The centres of clusters, and which of them is nearest. Distances are squared and in float64, each a sum over the features
/// in their order, so that eight centres at a time give the bits of one. The lowest index wins ties.
/// </summary>
sealed class Centres
{
    private const int Lanes = 8;

    private readonly int _padded;
    // Dimension by dimension; what pads the last eight centres is infinitely far.
    private readonly double[] _values;
    private readonly double[] _base;
    private readonly RowKernel? _kernel;

    /// <param name="space">The dimensions.</param>
    /// <param name="count">How many.</param>
    /// <param name="values">Centre by centre. Shape: count x width.</param>
    public Centres(ClusterSpace space, int count, ReadOnlySpan<double> values)
    {
        (Space, Count) = (space, count);
        _padded = (count + Lanes - 1) / Lanes * Lanes;
        _values = new double[space.Width * _padded];
        _base = new double[_padded];
        _base.AsSpan(count).Fill(double.PositiveInfinity);
        for (var k = 0; k < count; k++)
            for (var d = 0; d < space.Width; d++) _values[d * _padded + k] = values[k * space.Width + d];
        for (var j = 0; j < space.Features.Length; j++)
            for (var c = 0; c < space.Features[j].Cardinality; c++)
                for (var k = 0; k < count; k++) _base[k] += this[k, space.Offset(j) + c] * this[k, space.Offset(j) + c];
        if (!space.HasCategories) _kernel = new RowKernel(this);
    }

    public ClusterSpace Space { get; }

    public int Count { get; }

    public double this[int centre, int dimension] => _values[dimension * _padded + centre];

    /// <summary>The nearest centre's index.</summary>
    public int Nearest(ReadOnlySpan<float> row)
    {
        var (nearest, least) = (0, double.PositiveInfinity);
        Span<double> distances = stackalloc double[Lanes];
        for (var first = 0; first < _padded; first += Lanes)
        {
            Distances(row, first).CopyTo(distances);
            for (var k = 0; k < Lanes; k++)
                if (distances[k] < least) (nearest, least) = (first + k, distances[k]);
        }
        return nearest;
    }

    /// <summary>The squared distances to all centres on a graph of operations.</summary>
    public Value Lower(IReadOnlyList<Value> features)
    {
        var sums = Value.Of(_base.AsSpan(0, Count));
        for (var j = 0; j < features.Count; j++)
        {
            var cardinality = Space.Features[j].Cardinality;
            if (cardinality > 0)
            {
                sums += features[j].Gather([.. Enumerable.Range(0, cardinality).SelectMany(c => OfCentres(Space.Offset(j) + c).Select(v => 1 - 2 * v)), .. new double[Count]], cardinality + 1);
                continue;
            }
            var difference = features[j] - Value.Of(OfCentres(Space.Offset(j)));
            sums += difference * difference;
        }
        return sums;
    }

    double[] OfCentres(int dimension) => _values[(dimension * _padded)..(dimension * _padded + Count)];

    /// <summary>The squared distance of a row to one of the centres.</summary>
    public double Distance(FeatureMatrix rows, int row, int centre)
    {
        var sum = _base[centre];
        for (var j = 0; j < Space.Features.Length; j++)
        {
            var value = rows.Columns[j][row];
            if (!Space.Features[j].IsCategorical)
            {
                var difference = value - this[centre, Space.Offset(j)];
                sum += difference * difference;
            }
            else if (Space.Dimension(j, value) is >= 0 and var d) sum += 1 - 2 * this[centre, d];
        }
        return Math.Max(0, sum);
    }

    /// <summary>The nearest centre of rows from start on, as many as fit into <paramref name="nearest"/>.</summary>
    public void Assign(FeatureMatrix rows, int start, Span<int> nearest)
    {
        var done = _kernel?.Assign(rows, start, nearest) ?? 0;
        AssignExactly(rows, start + done, nearest[done..]);
    }

    internal void AssignExactly(FeatureMatrix rows, int start, Span<int> nearest)
    {
        if (nearest.IsEmpty) return;
        var rented = ArrayPool<float>.Shared.Rent(Space.Features.Length);
        var row = rented.AsSpan(0, Space.Features.Length);
        for (var i = 0; i < nearest.Length; i++)
        {
            rows.CopyRow(start + i, row);
            nearest[i] = Nearest(row);
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    Vector512<double> Distances(ReadOnlySpan<float> row, int first)
    {
        var sums = Vector512.Create<double>(_base.AsSpan(first, Lanes));
        for (var j = 0; j < row.Length; j++)
        {
            if (Space.Features[j].Cardinality == 0)
            {
                var difference = Vector512.Create((double)row[j]) - At(Space.Offset(j), first);
                sums += difference * difference;
            }
            else if (Space.Dimension(j, row[j]) is >= 0 and var d) sums += Vector512<double>.One - 2 * At(d, first);
        }
        return sums;
    }

    Vector512<double> At(int dimension, int first) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_values), (nuint)(dimension * _padded + first));
}
