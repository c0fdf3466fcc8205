using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Clustering;

/// <summary>
/// Lloyd's algorithm (1982) with scikit-learn's stops and its way with empty clusters: they move to the rows farthest from
/// their centres. Sums are kept from pass to pass and only rows that change their cluster are added and taken off.
/// </summary>
sealed class LloydRun
{
    private const int DoublesAtMost = 1 << 24;
    private const int SmallestBlock = 2048;

    private readonly ClusterSpace _space;
    private readonly FeatureMatrix _rows;
    private readonly double[] _weights;
    private readonly FitContext _context;
    private readonly int _count;
    private readonly int _blockSize;
    private readonly double[][] _blocks;
    private readonly int[] _changes;
    private readonly int[] _labels;
    // Of each cluster: its rows' sums in every dimension, their weight, and the number of those that have one.
    private readonly double[] _sums;

    public LloydRun(ClusterSpace space, FeatureMatrix rows, double[] weights, int count, FitContext context)
    {
        (_space, _rows, _weights, _count, _context) = (space, rows, weights, count, context);
        _sums = new double[count * (space.Width + 2)];
        _blockSize = Math.Max(SmallestBlock, WorkBlocks.Count(rows.Rows, Math.Clamp(DoublesAtMost / _sums.Length, 1, 64)));
        _blocks = [.. Enumerable.Range(0, WorkBlocks.Count(rows.Rows, _blockSize)).Select(_ => new double[_sums.Length])];
        _changes = new int[_blocks.Length];
        _labels = new int[rows.Rows];
    }

    /// <summary>The labels of the last pass: the nearest of the centres given.</summary>
    public (Centres Centres, double Inertia, int Iterations, bool HasConverged) Minimise(Centres centres, int iterationsAtMost, double tolerance, Action<int> report)
    {
        Array.Fill(_labels, -1);
        Array.Clear(_sums);
        for (var iteration = 1; iteration <= iterationsAtMost; iteration++)
        {
            var changes = Pass(centres, isFresh: false);
            var next = Means(centres);
            report(iteration);
            var isSettled = changes == 0 || Shift(centres, next) <= tolerance;
            if (!isSettled && iteration < iterationsAtMost)
            {
                centres = next;
                continue;
            }
            // Sums from the start are free of what was rounded on the way.
            Pass(centres, isFresh: true);
            next = Means(centres);
            return (next, Inertia(next), iteration, isSettled);
        }
        return (centres, Inertia(centres), 0, false);
    }

    int Pass(Centres centres, bool isFresh)
    {
        WorkBlocks.Run(_rows.Rows, _blockSize, _context.Threads, (block, start, end) =>
        {
            var labels = _labels.AsSpan(start, end - start);
            var old = labels.ToArray();
            if (!isFresh) centres.Assign(_rows, start, labels);
            var sums = _blocks[block];
            Array.Clear(sums);
            _changes[block] = 0;
            for (var i = 0; i < labels.Length; i++)
            {
                if (!isFresh && old[i] == labels[i]) continue;
                _changes[block]++;
                Add(sums, labels[i], start + i, _weights[start + i], 1);
                if (!isFresh && old[i] >= 0) Add(sums, old[i], start + i, -_weights[start + i], -1);
            }
        }, _context.Cancellation);
        if (isFresh) Array.Clear(_sums);
        WorkBlocks.Run(_sums.Length, 4096, _context.Threads, (_, start, end) =>
        {
            foreach (var block in _blocks)
                for (var s = start; s < end; s++) _sums[s] += block[s];
        });
        return _changes.Sum();
    }

    void Add(double[] sums, int cluster, int row, double weight, int count)
    {
        var own = sums.AsSpan(cluster * (_space.Width + 2), _space.Width + 2);
        for (var j = 0; j < _space.Features.Length; j++)
        {
            var value = _rows.Columns[j][row];
            if (!_space.Features[j].IsCategorical) own[_space.Offset(j)] += weight * value;
            else if (_space.Dimension(j, value) is >= 0 and var d) own[d] += weight;
        }
        own[^2] += weight;
        if (weight != 0) own[^1] += count;
    }

    Centres Means(Centres before)
    {
        var (stride, sums) = (_space.Width + 2, _sums);
        int[] empty = [.. Enumerable.Range(0, _count).Where(k => !(sums[k * stride + stride - 1] > 0.5))];
        if (empty.Length > 0) sums = Relocate(before, empty);
        var values = new double[_count * _space.Width];
        for (var k = 0; k < _count; k++)
        {
            var weight = sums[k * stride + stride - 2];
            for (var d = 0; d < _space.Width; d++) values[k * _space.Width + d] = weight > 0 ? sums[k * stride + d] / weight : before[k, d];
        }
        return new Centres(_space, _count, values);
    }

    double[] Relocate(Centres before, int[] empty)
    {
        var (stride, sums) = (_space.Width + 2, (double[])_sums.Clone());
        foreach (var k in empty) Array.Clear(sums, k * stride, stride);
        var distances = new double[_rows.Rows];
        for (var i = 0; i < distances.Length; i++) distances[i] = _weights[i] > 0 ? before.Distance(_rows, i, _labels[i]) : -1;
        var farthest = Enumerable.Range(0, distances.Length).Where(i => distances[i] > 0).OrderByDescending(i => distances[i]).ThenBy(i => i).Take(empty.Length).ToArray();
        for (var e = 0; e < farthest.Length; e++)
        {
            Add(sums, empty[e], farthest[e], _weights[farthest[e]], 1);
            Add(sums, _labels[farthest[e]], farthest[e], -_weights[farthest[e]], -1);
        }
        return sums;
    }

    double Shift(Centres from, Centres to)
    {
        var sum = 0.0;
        for (var k = 0; k < _count; k++)
            for (var d = 0; d < _space.Width; d++) sum += (to[k, d] - from[k, d]) * (to[k, d] - from[k, d]);
        return sum;
    }

    double Inertia(Centres centres)
    {
        var sums = new double[_blocks.Length];
        WorkBlocks.Run(_rows.Rows, _blockSize, _context.Threads, (block, start, end) =>
        {
            var labels = _labels.AsSpan(start, end - start);
            centres.Assign(_rows, start, labels);
            for (var i = 0; i < labels.Length; i++) sums[block] += _weights[start + i] * centres.Distance(_rows, start + i, labels[i]);
        }, _context.Cancellation);
        var sum = 0.0;
        foreach (var part in sums) sum += part;
        return sum;
    }
}
