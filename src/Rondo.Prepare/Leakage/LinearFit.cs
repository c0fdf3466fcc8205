using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>Least squares with an intercept on a few columns, by elimination with the columns centred, refined once on its residuals.</summary>
/// <param name="Left">The share of the target's variance that is left.</param>
/// <param name="Residuals">How far each row is off.</param>
sealed record LinearFit(double[] Coefficients, double Intercept, double Left, double[] Residuals)
{
    public static LinearFit Of(double[][] columns, double[] target)
    {
        var means = Array.ConvertAll(columns, c => Moments.Mean(c));
        double[][] centred = [.. columns.Select((c, j) => Array.ConvertAll(c, v => v - means[j]))];
        var mean = Moments.Mean(target);
        var residuals = Array.ConvertAll(target, v => v - mean);
        var total = Reductions.SumOfSquares(residuals);
        var coefficients = new double[columns.Length];
        for (var pass = 0; pass < 2; pass++)
        {
            var steps = Solve(centred, residuals);
            for (var j = 0; j < steps.Length; j++)
            {
                coefficients[j] += steps[j];
                for (var i = 0; i < residuals.Length; i++) residuals[i] -= steps[j] * centred[j][i];
            }
        }
        var intercept = mean;
        for (var j = 0; j < means.Length; j++) intercept -= coefficients[j] * means[j];
        return new LinearFit(coefficients, intercept, total == 0 ? 1 : Reductions.SumOfSquares(residuals) / total, residuals);
    }

    public double Largest => Residuals.Max(Math.Abs);

    /// <summary>The median distance, as a share of the target's median distance from its mean: what is left where few huge values don't decide.</summary>
    public double TypicalLeft(double[] target)
    {
        var mean = Moments.Mean(target);
        var typical = OrderStatistics.Median(Array.ConvertAll(target, v => Math.Abs(v - mean)));
        return typical == 0 ? 0 : OrderStatistics.Median(Array.ConvertAll(Residuals, Math.Abs)) / typical;
    }

    // Gaussian elimination of the normal equations; a column that depends on those before it gets 0.
    static double[] Solve(double[][] columns, double[] target)
    {
        var n = columns.Length;
        var system = new double[n, n + 1];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) system[i, j] = Reductions.Dot(columns[i], columns[j]);
            system[i, n] = Reductions.Dot(columns[i], target);
        }
        var size = Enumerable.Range(0, n).Select(i => system[i, i]).ToArray();
        var isUsed = new bool[n];
        for (var i = 0; i < n; i++)
        {
            isUsed[i] = system[i, i] > 1e-12 * size[i];
            if (!isUsed[i]) continue;
            for (var row = 0; row < n; row++)
            {
                if (row == i) continue;
                var factor = system[row, i] / system[i, i];
                for (var j = i; j <= n; j++) system[row, j] -= factor * system[i, j];
            }
        }
        return [.. Enumerable.Range(0, n).Select(i => isUsed[i] ? system[i, n] / system[i, i] : 0)];
    }
}
