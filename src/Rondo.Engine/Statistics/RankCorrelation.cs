namespace Rondo.Engine.Statistics;

/// <summary>Spearman's correlation of two columns of ranks, ranked anew among the rows in which both have a value.</summary>
sealed class RankCorrelation(int rows)
{
    private const int BlockRows = 1024;

    private readonly int[] _first = new int[2 * rows + 2];
    private readonly int[] _second = new int[2 * rows + 2];

    /// <param name="x">Twice the ranks of each row, 0 for a missing value.</param>
    /// <param name="y">Likewise.</param>
    public double? Of(ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        _first.AsSpan().Clear();
        _second.AsSpan().Clear();
        var n = 0;
        for (var row = 0; row < x.Length; row++)
        {
            if (x[row] == 0 || y[row] == 0) continue;
            _first[x[row]]++;
            _second[y[row]]++;
            n++;
        }
        if (n < 2) return null;
        var (squaresX, squaresY) = (ToDeviations(_first, n), ToDeviations(_second, n));
        if (squaresX == 0 || squaresY == 0) return null;
        return Math.Clamp(Products(x, y) / Math.Sqrt(squaresX) / Math.Sqrt(squaresY), -1, 1);
    }

    /// <summary>Counts of ranks become twice the new ranks less their mean; returns the sum of squares.</summary>
    static double ToDeviations(int[] counts, int n)
    {
        var (before, squares) = (0, 0.0);
        foreach (ref var slot in counts.AsSpan())
        {
            if (slot == 0) continue;
            var count = slot;
            slot = 2 * before + count - n;
            squares += (double)slot * slot * count;
            before += count;
        }
        return squares;
    }

    double Products(ReadOnlySpan<int> x, ReadOnlySpan<int> y)
    {
        var sum = 0.0;
        for (var start = 0; start < x.Length; start += BlockRows)
        {
            // Whole numbers: no order of the rows matters.
            var block = 0L;
            var end = Math.Min(x.Length, start + BlockRows);
            for (var row = start; row < end; row++)
                if (x[row] != 0 && y[row] != 0) block += (long)_first[x[row]] * _second[y[row]];
            sum += block;
        }
        return sum;
    }
}
