using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

public enum PowerMethod
{
    /// <summary>For numbers of any sign.</summary>
    YeoJohnson,
    /// <summary>For numbers above 0.</summary>
    BoxCox,
}

/// <summary>
/// Makes numbers as normal as a power can: Yeo and Johnson (2000) for any sign, Box and Cox (1964) for numbers above 0. Each column's
/// exponent maximises its profile likelihood, found by Brent's method. Missing values stay missing, booleans keep 0 and 1 unless they are
/// named; a column without spread is only centred. Under box_cox a later value of 0 or less becomes missing.
/// </summary>
[Part("power", "Bends numbers by a power that makes them most nearly normal, then standardises them.")]
public sealed record Power : ITransform
{
    [Param("Columns to transform; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    [Param("The family of powers: yeo_johnson (numbers of any sign) or box_cox (numbers above 0).")]
    public PowerMethod Method { get; init; }

    [Param("Whether the result is scaled to mean 0 and standard deviation 1.")]
    public bool Standardize { get; init; } = true;

    public IFittedTransform Fit(Table table, TransformContext context) =>
        new FittedPower(NumberMaps.Fit(table, this, Columns, context, (name, values) => MapOf(name, values, context.Cancellation)));

    PowerMap MapOf(string name, double[] values, CancellationToken cancellation)
    {
        if (!Array.TrueForAll(values, double.IsFinite)) throw NumberMaps.NotFinite(name, "likelihood");
        if (Method == PowerMethod.BoxCox && Array.FindIndex(values, value => value <= 0) is var row and >= 0)
        {
            throw new RondoException(new Mistake("not_positive", FormattableString.Invariant($"Column '{name}' has values that are not above 0 (first: {values[row]}), which box_cox cannot take."))
            {
                Field = name,
                Hint = "Use `method: yeo_johnson`, or leave the column out.",
            });
        }
        if (values.Length == 0) return new PowerMap(name, Method, 1, 0, 0, 1);
        // Two values are standardised to the same two numbers by every power; without a bend they also come back exactly.
        var exponent = Standardize && HasTwoValues(values) ? 1 : new PowerLikelihood(Method, values).Maximum(cancellation);
        // An exponent that leaves no finite spread would be worse than none.
        return Scaled(name, values, exponent) ?? Scaled(name, values, 1) ?? throw NumberMaps.NotFinite(name, "spread");
    }

    PowerMap? Scaled(string name, double[] values, double exponent)
    {
        var map = new PowerMap(name, Method, exponent, Standardize ? OffsetOf(values, exponent) : 0, 0, 1);
        var (mean, deviation) = Moments.Of(Array.ConvertAll(values, map.Apply));
        if (!double.IsFinite(mean) || !double.IsFinite(deviation)) return null;
        if (NumberMaps.IsNoise(deviation, mean))
        {
            if (exponent != 1) return null;
            deviation = 1;
        }
        return Standardize ? map with { Mean = mean, Deviation = deviation } : map;
    }

    /// <summary>What takes the constant out of the power where all values lie on one side of 0 and their powers are small beside it.</summary>
    double OffsetOf(double[] values, double exponent)
    {
        var isLower = values[0] < 0;
        if (Array.Exists(values, value => value < 0 != isLower)) return 0;
        var power = isLower ? 2 - exponent : exponent;
        var logarithm = Moments.Mean(Array.ConvertAll(values, value => Method == PowerMethod.BoxCox ? Functions.Log(value) : Functions.Log1P(Math.Abs(value))));
        return power * logarithm > -1 ? 0 : isLower ? -(1 / power) : 1 / power;
    }

    static bool HasTwoValues(double[] values)
    {
        var other = Array.FindIndex(values, value => value != values[0]);
        return other >= 0 && Array.TrueForAll(values, value => value == values[0] || value == values[other]);
    }
}

[Fitted("power")]
sealed class FittedPower(ImmutableArray<PowerMap> maps) : IInvertibleTransform, IReadable<FittedPower>
{
    public Table Apply(Table table) => NumberMaps.Apply(table, maps);

    public Table Bind(Table row, RowSteps steps) => NumberMaps.Bind(row, maps, steps);

    public LoweredTable Lower(LoweredTable table) => NumberMaps.Lower(table, maps);

    public Table Invert(Table table) => NumberMaps.Invert(table, maps);

    public void Write(PipelineWriter writer)
    {
        writer.Int(maps.Length);
        foreach (var map in maps)
        {
            writer.Text(map.Name);
            writer.Int((int)map.Method);
            writer.Double(map.Exponent);
            writer.Double(map.Offset);
            writer.Double(map.Mean);
            writer.Double(map.Deviation);
        }
    }

    public static FittedPower Read(PipelineReader reader, int version)
    {
        var maps = new PowerMap[reader.Length(40)];
        for (var i = 0; i < maps.Length; i++)
        {
            maps[i] = new PowerMap(reader.Text(), (PowerMethod)reader.Int(), reader.Double(), reader.Double(), reader.Double(), reader.Double());
            if (!Enum.IsDefined(maps[i].Method)) throw PipelineReader.Damaged($"the power of '{maps[i].Name}' is of an unknown kind");
        }
        return new FittedPower([.. maps]);
    }
}
