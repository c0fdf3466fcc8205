using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Clips or empties numbers further than k interquartile ranges below the first or above the third quartile of the training rows: the
/// fences of Tukey (1977). Infinite values do not count for the bounds, so they lie outside of them. Where half of a column is one value,
/// the quartiles may meet, and then all other values are outliers. Missing values stay missing, booleans are left alone unless they are named.
/// </summary>
[Part("outliers_iqr", "Clips numbers, or makes them missing, that lie far outside the quartiles.")]
public sealed record OutliersIqr : ITransform
{
    [Param("Columns to look at; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    [Param("How many interquartile ranges outside the quartiles are still allowed.", Min = 0, Max = 1000)]
    public double K { get; init; } = 1.5;

    [Param("What happens to an outlier: clip (it becomes the nearer bound) or missing.")]
    public OutlierAction Action { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context) => FittedOutliers.Fit(table, this, Columns, Action, context, Bounds);

    (double, double) Bounds(string name, double[] values)
    {
        if (OrderStatistics.Quantiles(values, [0.25, 0.75]) is not [var first, var third] || !double.IsFinite(third - first))
            throw NumberMaps.NotFinite(name, "interquartile range");
        var reach = K * (third - first);
        return (first - reach, third + reach);
    }
}
