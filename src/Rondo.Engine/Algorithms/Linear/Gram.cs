using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>The weighted products of all pairs of centred columns, by blocks of rows.</summary>
sealed class Gram
{
    private readonly LinearDesign _design;
    private readonly int[] _indexOfSlot;
    private readonly int[] _numbers;
    private readonly bool _hasCategories;

    /// <summary>Over the active slots, or only over the numbers among them.</summary>
    public Gram(LinearDesign design, bool withCategories)
    {
        _design = design;
        _hasCategories = withCategories;
        Slots = [.. Enumerable.Range(0, withCategories ? design.Intercept : design.Numbers.Length).Where(s => design.IsActive[s])];
        _numbers = [.. Slots.Where(s => s < design.Numbers.Length)];
        // One row more than there are slots takes what belongs to none.
        _indexOfSlot = new int[design.Slots];
        Array.Fill(_indexOfSlot, Slots.Length);
        for (var i = 0; i < Slots.Length; i++) _indexOfSlot[Slots[i]] = i;
        Matrix = Slots.Length == 0 ? [] : Compute();
    }

    /// <summary>The design's slot of each row and column.</summary>
    public int[] Slots { get; }

    public int Size => Slots.Length;

    /// <summary>The lower half, row by row.</summary>
    public double[] Matrix { get; }

    double[] Compute()
    {
        var stride = Size + 1;
        var padded = new double[stride * stride];
        new BlockSums(_design.Rows, padded.Length, _design.Threads, _design.Cancellation).Sum(padded, (start, end, sums) =>
        {
            var centred = new double[_numbers.Length * LinearDesign.Chunk];
            var weighted = new double[centred.Length];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                _design.Cancellation.ThrowIfCancellationRequested();
                var length = Math.Min(LinearDesign.Chunk, end - chunk);
                Load(chunk, length, centred, weighted);
                AddNumbers(length, centred, weighted, sums, stride);
                if (_hasCategories) AddCategories(chunk, length, weighted, sums, stride);
            }
        });
        var matrix = new double[Size * Size];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                // Numbers are centred before they are multiplied, so only pairs of indicators still need it.
                var product = padded[i * stride + j];
                if (j >= _numbers.Length) product -= _design.Centres[Slots[i]] * _design.Centres[Slots[j]] * _design.TotalWeight;
                matrix[i * Size + j] = product;
            }
        }
        return matrix;
    }

    void Load(int start, int length, double[] centred, double[] weighted)
    {
        for (var n = 0; n < _numbers.Length; n++)
        {
            var column = _design.Numbers[_numbers[n]].AsSpan(start, length);
            var centre = _design.Centres[_numbers[n]];
            for (var i = 0; i < length; i++)
            {
                var value = column[i] - centre;
                centred[n * LinearDesign.Chunk + i] = value;
                weighted[n * LinearDesign.Chunk + i] = value * _design.Weights[start + i];
            }
        }
    }

    void AddNumbers(int length, double[] centred, double[] weighted, Span<double> sums, int stride)
    {
        for (var n = 0; n < _numbers.Length; n++)
            for (var m = 0; m <= n; m++)
                sums[n * stride + m] += Reductions.Dot(weighted.AsSpan(n * LinearDesign.Chunk, length), centred.AsSpan(m * LinearDesign.Chunk, length));
    }

    void AddCategories(int start, int length, double[] weighted, Span<double> sums, int stride)
    {
        var categories = _design.Categories;
        for (var c = 0; c < categories.Length; c++)
        {
            var own = categories[c].Slots.AsSpan(start, length);
            for (var n = 0; n < _numbers.Length; n++)
                for (var i = 0; i < length; i++)
                    sums[_indexOfSlot[own[i]] * stride + n] += weighted[n * LinearDesign.Chunk + i];
            for (var b = 0; b <= c; b++)
            {
                var other = categories[b].Slots.AsSpan(start, length);
                for (var i = 0; i < length; i++) sums[_indexOfSlot[own[i]] * stride + _indexOfSlot[other[i]]] += _design.Weights[start + i];
            }
        }
    }
}
