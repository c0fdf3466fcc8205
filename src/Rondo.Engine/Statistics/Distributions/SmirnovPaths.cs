namespace Rondo.Engine.Statistics.Distributions;

/// <summary>
/// Exact p-values of the gap between two samples without ties: the share of lattice paths from (0, 0) to (m, n)
/// that come h or more away from the diagonal, in units of 1 / lcm(m, n) (Hodges 1958).
/// </summary>
static class SmirnovPaths
{
    /// <summary>The share of paths that leave the band on either side.</summary>
    public static double TwoSided(int m, int n, long h)
    {
        if (m < n) (m, n) = (n, m);
        var divisor = Divisor(m, n);
        var (stepX, stepY) = (n / divisor, m / divisor);
        // outside[j]: of the paths to (i, j), the share that has left. Positive terms only, so small shares keep their digits.
        var outside = new double[n + 1];
        var (first, last) = (0, -1);
        for (var i = 0; i <= m; i++)
        {
            var centre = (long)stepX * i;
            var from = (int)Math.Max(0, FloorDivide(centre - h, stepY) + 1);
            var to = (int)Math.Min(n, FloorDivide(centre + h - 1, stepY));
            if (to < from) return 1;
            // Coming into view from below the band, a place had been outside in the column before.
            for (var j = last + 1; j <= to; j++) outside[j] = 1;
            (first, last) = (from, to);
            for (var j = first; j <= last; j++)
            {
                if (i == 0 && j == 0)
                {
                    outside[0] = 0;
                    continue;
                }
                var left = i == 0 ? 0 : outside[j] * i;
                var below = j == 0 ? 0 : j == first ? j : outside[j - 1] * j;
                outside[j] = (left + below) / (i + j);
            }
        }
        return outside[n];
    }

    /// <summary>The share of paths that leave the band on one side.</summary>
    public static double OneSided(int m, int n, long h)
    {
        if (m == n)
        {
            var share = 1.0;
            for (var j = 0L; j < h; j++) share *= (double)(n - j) / (n + j + 1);
            return share;
        }
        var divisor = Divisor(m, n);
        var (stepX, stepY) = (n / divisor, m / divisor);
        var outside = new double[n + 1];
        for (var i = 0; i <= m; i++)
        {
            for (var j = 0; j <= n; j++)
            {
                if ((long)stepX * i - (long)stepY * j >= h) outside[j] = 1;
                else if (i == 0 && j == 0) outside[j] = 0;
                else outside[j] = ((i == 0 ? 0 : outside[j] * i) + (j == 0 ? 0 : outside[j - 1] * j)) / (i + j);
            }
        }
        return outside[n];
    }

    public static int Divisor(int m, int n)
    {
        while (n != 0) (m, n) = (n, m % n);
        return m;
    }

    static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((-a + b - 1) / b);
}
