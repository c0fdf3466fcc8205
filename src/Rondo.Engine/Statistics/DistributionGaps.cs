namespace Rondo.Engine.Statistics;

/// <summary>The area between two distribution functions, for the distances of Wasserstein and of energy.</summary>
static class DistributionGaps
{
    /// <summary>The integral of |F - G|, or of its square. The samples are sorted and finite.</summary>
    public static double Sum(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool squared)
    {
        var (sum, rest, i, j) = (0.0, 0.0, 0, 0);
        double perX = 1.0 / x.Length, perY = 1.0 / y.Length;
        var last = Math.Min(x[0], y[0]);
        while (i < x.Length || j < y.Length)
        {
            var value = i == x.Length ? y[j] : j == y.Length ? x[i] : Math.Min(x[i], y[j]);
            var gap = Math.Abs(i * perX - j * perY);
            var step = gap == 0 ? 0 : (squared ? gap * gap : gap) * (value - last);
            // Compensated (Neumaier 1974): of many small steps none is lost.
            var total = sum + step;
            rest += Math.Abs(sum) >= step ? sum - total + step : step - total + sum;
            sum = total;
            while (i < x.Length && x[i] == value) i++;
            while (j < y.Length && y[j] == value) j++;
            last = value;
        }
        return sum + rest;
    }
}
