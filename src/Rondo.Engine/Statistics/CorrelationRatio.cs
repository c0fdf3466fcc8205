namespace Rondo.Engine.Statistics;

/// <summary>How much of a number's variance its category explains, as the root of that share: Pearson's correlation ratio eta (1905), 0 to 1.</summary>
public static class CorrelationRatio
{
    /// <summary>Over the rows that have a category and a finite value; null when the values do not differ there.</summary>
    /// <param name="codes">The category of each row, -1 for none.</param>
    /// <param name="values">The number of each row; NaN and infinities count as missing.</param>
    /// <param name="centre">A value near the others, such as their mean, so that no digits are lost.</param>
    /// <param name="unit">About how far values lie from it.</param>
    public static double? Of(ReadOnlySpan<int> codes, ReadOnlySpan<double> values, int categories, double centre = 0, double unit = 1)
    {
        if (codes.Length != values.Length) throw new ArgumentException("Categories and values differ in length.", nameof(values));
        var (sums, counts, squares, known) = (new double[categories], new int[categories], 0.0, 0);
        for (var row = 0; row < codes.Length; row++)
        {
            var code = codes[row];
            var value = (values[row] - centre) / unit;
            if (code < 0 || !double.IsFinite(value)) continue;
            sums[code] += value;
            counts[code]++;
            squares += value * value;
            known++;
        }
        var all = sums.Sum();
        var total = squares - all * all / known;
        // What is left of equal values is rounding.
        if (known < 2 || !(total > 1e-13 * squares)) return null;
        var between = -all * all / known;
        for (var code = 0; code < categories; code++)
            if (counts[code] > 0) between += sums[code] * sums[code] / counts[code];
        return Math.Sqrt(Math.Clamp(between / total, 0, 1));
    }
}
