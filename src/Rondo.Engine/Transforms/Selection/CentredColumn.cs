using Rondo.Engine.Algorithms;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms.Selection;

/// <summary>A column less its mean, in units of its standard deviation; 0 where a value is missing.</summary>
/// <param name="IsMissing">Null when no value is.</param>
sealed record CentredColumn(double[] Values, bool[]? IsMissing)
{
    public static CentredColumn Of(double[] values)
    {
        var present = Array.FindAll(values, value => !double.IsNaN(value));
        var isMissing = present.Length < values.Length ? Array.ConvertAll(values, double.IsNaN) : null;
        if (present.Length == 0) return new CentredColumn(new double[values.Length], isMissing);
        var (mean, deviation) = Moments.Of(present);
        var isConstant = deviation <= 1e-15 * Math.Abs(mean) || !double.IsFinite(deviation);
        return new CentredColumn(Array.ConvertAll(values, value => double.IsNaN(value) || isConstant ? 0 : (value - mean) / deviation), isMissing);
    }

    /// <summary>Pearson's, over the rows where both have a value; 0 when one of them is constant there.</summary>
    public double Correlation(CentredColumn other)
    {
        if (IsMissing is null && other.IsMissing is null) return Ratio(Reductions.Dot(Values, other.Values), Reductions.SumOfSquares(Values), Reductions.SumOfSquares(other.Values));
        var (n, sumX, sumY, xx, yy, xy) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < Values.Length; i++)
        {
            if (IsMissing?[i] == true || other.IsMissing?[i] == true) continue;
            var (x, y) = (Values[i], other.Values[i]);
            (n, sumX, sumY, xx, yy, xy) = (n + 1, sumX + x, sumY + y, xx + x * x, yy + y * y, xy + x * y);
        }
        return n == 0 ? 0 : Ratio(xy - sumX * sumY / n, xx - sumX * sumX / n, yy - sumY * sumY / n);
    }

    /// <summary>How much of the spread the target explains, 0 to 1: the absolute correlation, for classes the correlation ratio (Pearson 1905).</summary>
    public double CorrelationRatio(Target target) =>
        target.Task.HasClasses ? BetweenClasses(target) : Math.Abs(Correlation(Of(target.Values)));

    double BetweenClasses(Target target)
    {
        var (counts, sums) = (new int[target.Classes.Length], new double[target.Classes.Length]);
        var (n, sum, squares) = (0, 0.0, 0.0);
        for (var i = 0; i < Values.Length; i++)
        {
            if (IsMissing?[i] == true) continue;
            var k = (int)target.Values[i];
            counts[k]++;
            sums[k] += Values[i];
            (n, sum, squares) = (n + 1, sum + Values[i], squares + Values[i] * Values[i]);
        }
        if (n == 0) return 0;
        var between = -sum * sum / n;
        for (var k = 0; k < counts.Length; k++)
            if (counts[k] > 0) between += sums[k] * sums[k] / counts[k];
        var total = squares - sum * sum / n;
        return total > 0 ? Math.Sqrt(Math.Clamp(between / total, 0, 1)) : 0;
    }

    // Squared deviations below this share of a row's are rounding error of a constant.
    static double Ratio(double xy, double xx, double yy) => xx > 1e-12 && yy > 1e-12 ? Math.Clamp(xy / (Math.Sqrt(xx) * Math.Sqrt(yy)), -1, 1) : 0;
}
