namespace Rondo.Engine.Statistics;

/// <summary>
/// How far two columns of categories go together, 0 to 1: Cramer's V with Bergsma's correction (2013, "A bias-correction for Cramer's V
/// and Tschuprow's T"), so that many categories alone do not look like dependence.
/// </summary>
public static class CramersV
{
    /// <summary>Null when a side has one category only, or nothing is left after the correction.</summary>
    /// <param name="counts">Rows by category of the one (rows) and of the other; shape: <paramref name="rows"/> x <paramref name="columns"/>.</param>
    public static double? Of(ReadOnlySpan<int> counts, int rows, int columns)
    {
        if (counts.Length != rows * columns) throw new ArgumentException($"{counts.Length} counts are no table of {rows} x {columns}.", nameof(counts));
        var (byRow, byColumn) = (new double[rows], new double[columns]);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                byRow[i] += counts[i * columns + j];
                byColumn[j] += counts[i * columns + j];
            }
        }
        var n = byRow.Sum();
        var (r, k) = ((double)byRow.Count(c => c > 0), (double)byColumn.Count(c => c > 0));
        if (n < 2 || r < 2 || k < 2) return null;
        var phi2 = Math.Max(0, ChiSquare(counts, byRow, byColumn, n) / n - (r - 1) * (k - 1) / (n - 1));
        var most = Math.Min(r - (r - 1) * (r - 1) / (n - 1), k - (k - 1) * (k - 1) / (n - 1)) - 1;
        return most > 0 ? Math.Min(1, Math.Sqrt(phi2 / most)) : null;
    }

    static double ChiSquare(ReadOnlySpan<int> counts, double[] byRow, double[] byColumn, double n)
    {
        var sum = 0.0;
        for (var i = 0; i < byRow.Length; i++)
        {
            for (var j = 0; j < byColumn.Length; j++)
            {
                var expected = byRow[i] * byColumn[j] / n;
                if (expected == 0) continue;
                var difference = counts[i * byColumn.Length + j] - expected;
                sum += difference * difference / expected;
            }
        }
        return sum;
    }
}
