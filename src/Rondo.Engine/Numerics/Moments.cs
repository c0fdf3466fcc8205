namespace Rondo.Engine.Numerics;

/// <summary>
/// Mean and population standard deviation by the corrected two-pass form (Chan, Golub and LeVeque 1983):
/// a large offset costs no digits, and the sums have one fixed order.
/// </summary>
public static class Moments
{
    private const int BlockSize = 1024;

    /// <summary>The mean, as exact as one rounding of the deviations allows.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        var rough = Sums(values, 0, 1).Sum / values.Length;
        return rough + Sums(values, rough, 1).Sum / values.Length;
    }

    public static (double Mean, double StandardDeviation) Of(ReadOnlySpan<double> values)
    {
        var mean = Mean(values);
        var reach = 0.0;
        foreach (var value in values) reach = Math.Max(reach, Math.Abs(value - mean));
        if (reach == 0 || !double.IsFinite(reach)) return (mean, reach);

        // In units of the largest deviation no square overflows or vanishes.
        var (sum, squares) = Sums(values, mean, reach);
        var drift = sum / values.Length;
        return (mean, reach * Math.Sqrt(Math.Max(0, squares / values.Length - drift * drift)));
    }

    static (double Sum, double Squares) Sums(ReadOnlySpan<double> values, double centre, double unit)
    {
        Span<double> block = stackalloc double[BlockSize];
        var sum = 0.0;
        var squares = 0.0;
        for (var start = 0; start < values.Length; start += BlockSize)
        {
            var count = Math.Min(BlockSize, values.Length - start);
            for (var i = 0; i < count; i++) block[i] = (values[start + i] - centre) / unit;
            sum += Reductions.Sum(block[..count]);
            squares += Reductions.SumOfSquares(block[..count]);
        }
        return (sum, squares);
    }
}
