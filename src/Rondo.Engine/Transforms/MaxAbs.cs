using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Divides by the largest absolute value of the training rows, so that 0 stays 0. Missing values stay missing, booleans keep 0 and 1
/// unless they are named, and a column of zeros stays as it is.
/// </summary>
[Part("max_abs", "Scales numbers so that the largest of training has the size 1, and 0 stays 0.")]
public sealed record MaxAbs : ITransform
{
    [Param("Columns to scale; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context) => new FittedAffine(NumberMaps.Fit(table, this, Columns, context, MapOf));

    static AffineMap MapOf(string name, double[] values)
    {
        var largest = 0.0;
        foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        if (!double.IsFinite(largest)) throw NumberMaps.NotFinite(name, "largest value");
        return new AffineMap(name, 0, largest > 0 ? largest : 1, 0);
    }
}
