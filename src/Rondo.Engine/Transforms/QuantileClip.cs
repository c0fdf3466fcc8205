using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Clips or empties numbers outside two quantiles of the training rows (linear interpolation, numpy's default). Infinite values do not
/// count for the bounds, so they lie outside of them. Missing values stay missing, booleans are left alone unless they are named.
/// </summary>
[Part("quantile_clip", "Clips numbers, or makes them missing, that lie outside two quantiles.")]
public sealed record QuantileClip : ITransform
{
    [Param("Columns to look at; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    [Param("The share of values below the lower bound.", Min = 0, Max = 1)]
    public double Lower { get; init; } = 0.01;

    [Param("The share of values below the upper bound.", Min = 0, Max = 1)]
    public double Upper { get; init; } = 0.99;

    [Param("What happens to an outlier: clip (it becomes the nearer bound) or missing.")]
    public OutlierAction Action { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        if (!(Lower < Upper))
            throw new RondoException("bad_parameter", FormattableString.Invariant($"'quantile_clip.lower' is {Lower}, which is not below 'upper' ({Upper})."), "Write `lower: 0.01, upper: 0.99`.");
        return FittedOutliers.Fit(table, this, Columns, Action, context, Bounds);
    }

    (double, double) Bounds(string _, double[] values)
    {
        var bounds = OrderStatistics.Quantiles(values, [Lower, Upper]);
        return (bounds[0], bounds[1]);
    }
}
