namespace Rondo.Train.CrossValidation;

/// <summary>A metric over folds, of which some may leave it undefined.</summary>
public static class FoldStatistics
{
    /// <summary>Mean over the folds where it is defined, or null.</summary>
    public static double? Mean(IEnumerable<double?> scores)
    {
        double[] defined = [.. scores.OfType<double>()];
        return defined.Length == 0 ? null : defined.Sum() / defined.Length;
    }

    /// <summary>Sample standard deviation; null where fewer than two folds define it.</summary>
    public static double? StandardDeviation(IEnumerable<double?> scores)
    {
        double[] defined = [.. scores.OfType<double>()];
        if (defined.Length < 2) return null;
        var mean = defined.Sum() / defined.Length;
        return Math.Sqrt(defined.Sum(v => (v - mean) * (v - mean)) / (defined.Length - 1));
    }
}
