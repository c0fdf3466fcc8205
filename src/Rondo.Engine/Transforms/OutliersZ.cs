using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Clips or empties numbers further than k standard deviations (population) from the mean of the training rows. Infinite values do not
/// count for the bounds, so they lie outside of them. Missing values stay missing, booleans are left alone unless they are named; a
/// column without spread has no outliers.
/// </summary>
[Part("outliers_z", "Clips numbers, or makes them missing, that lie many standard deviations from the mean.")]
public sealed record OutliersZ : ITransform
{
    [Param("Columns to look at; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    [Param("How many standard deviations from the mean are still allowed.", Min = 0, Max = 1000)]
    public double K { get; init; } = 3;

    [Param("What happens to an outlier: clip (it becomes the nearer bound) or missing.")]
    public OutlierAction Action { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context) => FittedOutliers.Fit(table, this, Columns, Action, context, Bounds);

    (double, double) Bounds(string name, double[] values)
    {
        var (mean, deviation) = Moments.Of(values);
        if (!double.IsFinite(mean) || !double.IsFinite(deviation)) throw NumberMaps.NotFinite(name, "mean or spread");
        if (NumberMaps.IsNoise(deviation, mean)) return (double.NegativeInfinity, double.PositiveInfinity);
        return (mean - K * deviation, mean + K * deviation);
    }
}
