using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Takes the median from numbers and divides by the distance of two quantiles of the training rows, which few outliers cannot move.
/// Missing values stay missing, booleans keep 0 and 1 unless they are named; where the quantiles are equal, the column is only centred.
/// </summary>
[Part("robust", "Scales numbers by their median and interquartile range, which outliers do not move.")]
public sealed record Robust : ITransform
{
    [Param("Columns to scale; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    [Param("The two quantiles whose distance is the scale, in percent.", Min = 0, Max = 100)]
    public double[] QuantileRange { get; init; } = [25, 75];

    [Param("Whether the median is taken from the values.")]
    public bool WithCentering { get; init; } = true;

    [Param("Whether the values are divided by the distance of the quantiles.")]
    public bool WithScaling { get; init; } = true;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        if (QuantileRange is not [var low, var high] || !(low < high))
            throw new RondoException("bad_parameter", "'robust.quantile_range' is not two percentages, the lower one first.", "Write `quantile_range: [25, 75]`.");
        return new FittedAffine(NumberMaps.Fit(table, this, Columns, context, (name, values) => MapOf(name, values, low / 100, high / 100)));
    }

    AffineMap MapOf(string name, double[] values, double low, double high)
    {
        if (values.Length == 0) return new AffineMap(name, 0, 1, 0);
        var centre = WithCentering ? OrderStatistics.Median(values) : 0;
        var scale = WithScaling ? Distance(OrderStatistics.Quantiles(values, [low, high])) : 1;
        if (!double.IsFinite(centre) || !double.IsFinite(scale)) throw NumberMaps.NotFinite(name, "median or quantiles");
        return new AffineMap(name, centre, scale, 0);
    }

    static double Distance(double[] ends) => NumberMaps.OrOne(ends[1] - ends[0], Math.Max(Math.Abs(ends[0]), Math.Abs(ends[1])));
}
