namespace Rondo.Engine.Statistics.Distributions;

/// <summary>Mann and Whitney's U of two samples without ties, exactly: the coefficients of a Gaussian binomial.</summary>
static class RankSumDistribution
{
    // C(n + 8, 8) stays far below 2^127 up to here.
    private const int MostValues = 40_000;

    /// <summary>Whether the counts fit whole numbers of 128 bits and the time is short.</summary>
    public static bool IsExact(int m, int n) => Math.Min(m, n) <= 8 && Math.Max(m, n) <= MostValues;

    /// <summary>The probability that U is at least u.</summary>
    public static double UpperTail(int m, int n, long u)
    {
        var all = (long)m * n;
        if (u <= 0) return 1;
        if (u > all) return 0;
        // Symmetric: as many orders have U = k as mn - k.
        var counts = Counts(Math.Min(m, n), Math.Max(m, n), (int)(all - u));
        var total = Total(m, n);
        var tail = Int128.Zero;
        for (var k = 0L; k <= all - u; k++) tail += counts[k];
        return (double)tail / (double)total;
    }

    static Int128 Total(int m, int n)
    {
        var total = Int128.One;
        for (var i = 1; i <= Math.Min(m, n); i++) total = total * (Math.Max(m, n) + i) / i;
        return total;
    }

    // The product of (1 - q^(n + i)) / (1 - q^i) for i = 1 .. m, up to q^highest.
    static Int128[] Counts(int m, int n, int highest)
    {
        var counts = new Int128[highest + 1];
        counts[0] = 1;
        for (var i = 1; i <= m; i++)
        {
            for (var k = highest; k >= n + i; k--) counts[k] -= counts[k - n - i];
            for (var k = i; k <= highest; k++) counts[k] += counts[k - i];
        }
        return counts;
    }
}
