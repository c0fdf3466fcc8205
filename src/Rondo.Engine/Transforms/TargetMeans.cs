namespace Rondo.Engine.Transforms;

/// <summary>
/// Means of the target by category, drawn towards the mean of all rows. Without a smoothing by empirical Bayes, as scikit-learn's
/// TargetEncoder does ("auto", Micci-Barreca 2001): the share of the category's own mean is n v / (n v + s), with n its rows,
/// v the variance of all rows and s that of its own.
/// </summary>
/// <param name="rows">The category of each row, or -1.</param>
/// <param name="count">How many categories there are.</param>
/// <param name="smooth">Rows' worth of the overall mean in each category (m-estimate); null for empirical Bayes.</param>
sealed class TargetMeans(int[] rows, int count, double[]? weights, double? smooth)
{
    private readonly double[] _weights = new double[count];
    private readonly double[] _means = new double[count];
    private readonly double[] _squares = new double[count];

    /// <summary>The value of each category, and the overall mean as the last one.</summary>
    /// <param name="target">The number that is averaged.</param>
    /// <param name="isLeftOut">Rows that are not looked at; null when all are.</param>
    public double[] Of(double[] target, Func<int, bool>? isLeftOut = null)
    {
        var (mean, variance) = Add(target, isLeftOut);
        var values = new double[count + 1];
        for (var c = 0; c < count; c++) values[c] = Value(c, mean, variance);
        values[count] = mean;
        return values;
    }

    double Value(int category, double mean, double variance)
    {
        var weight = _weights[category];
        if (!(weight > 0)) return mean;
        if (smooth is { } rows) return (weight * _means[category] + rows * mean) / (weight + rows);
        var own = weight * variance / (weight * variance + _squares[category] / weight);
        return double.IsNaN(own) ? mean : own * _means[category] + (1 - own) * mean;
    }

    (double Mean, double Variance) Add(double[] target, Func<int, bool>? isLeftOut)
    {
        Array.Clear(_weights);
        Array.Clear(_means);
        Array.Clear(_squares);
        var (total, mean, squares) = (0.0, 0.0, 0.0);
        // Welford's (1962) update, weighted (West 1979): one pass in row order, and a large offset costs no digits.
        for (var row = 0; row < rows.Length; row++)
        {
            var weight = weights is null ? 1 : weights[row];
            if (!(weight > 0) || isLeftOut?.Invoke(row) == true) continue;
            Update(ref total, ref mean, ref squares, target[row], weight);
            if (rows[row] is >= 0 and var c) Update(ref _weights[c], ref _means[c], ref _squares[c], target[row], weight);
        }
        return (mean, squares / total);
    }

    static void Update(ref double total, ref double mean, ref double squares, double value, double weight)
    {
        total += weight;
        var difference = value - mean;
        mean += difference * (weight / total);
        squares += weight * difference * (value - mean);
    }
}
