using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Moves the smallest and largest value of the training rows to the ends of a range; later values may lie beyond. Missing values stay missing.
/// Booleans keep 0 and 1 unless they are named; a column without spread goes to the lower end.
/// </summary>
[Part("min_max", "Scales numbers so that those of training fill a range, 0 to 1 by default.")]
public sealed record MinMax : ITransform
{
    [Param("Columns to scale; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    [Param("The two ends of the range, the lower one first.", Min = -1e9, Max = 1e9)]
    public double[] FeatureRange { get; init; } = [0, 1];

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        if (FeatureRange is not [var low, var high] || !(low < high))
            throw new RondoException("bad_parameter", "'min_max.feature_range' is not two numbers, the lower one first.", "Write `feature_range: [0, 1]`.");
        return new FittedAffine(NumberMaps.Fit(table, this, Columns, context, (name, values) => MapOf(name, values, low, high)));
    }

    static AffineMap MapOf(string name, double[] values, double low, double high)
    {
        if (values.Length == 0) return new AffineMap(name, 0, 1, low);
        var (least, most) = (values[0], values[0]);
        foreach (var value in values) (least, most) = (Math.Min(least, value), Math.Max(most, value));
        var range = most - least;
        if (!double.IsFinite(range)) throw NumberMaps.NotFinite(name, "range");
        var scale = NumberMaps.IsNoise(range, Math.Max(Math.Abs(least), Math.Abs(most))) ? 1 : range / (high - low);
        return new AffineMap(name, least, scale > 0 ? scale : 1, low);
    }
}
