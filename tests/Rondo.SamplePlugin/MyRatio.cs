using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.SamplePlugin;

/// <summary>A transform of one's own: the quotient of two columns, in units of its mean over the training rows.</summary>
[Part("my_ratio", "Adds the quotient of two columns, divided by its mean over the training rows.")]
public sealed record MyRatio : ITransform
{
    [Param("The two columns, numerator first.")]
    public string[]? Columns { get; init; }

    [Param("Power that the quotient is raised to.", Min = 1, Max = 3)]
    public int Power { get; init; } = 1;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        if (Columns is not [var above, var below]) throw new RondoException("bad_parameter", "'my_ratio.columns' takes two columns.", "Write `my_ratio: { columns: [a, b] }`.");
        var plain = new FittedRatio(above, below, Power, Mean: 1);
        var values = plain.Values(table).Where(double.IsFinite).ToArray();
        var mean = values.Length == 0 ? 1 : values.Sum() / values.Length;
        return plain with { Mean = mean == 0 ? 1 : mean };
    }
}

/// <summary>What <see cref="MyRatio"/> has learnt.</summary>
[Fitted("my_ratio")]
public sealed record FittedRatio(string Above, string Below, int Power, double Mean) : IFittedTransform, IReadable<FittedRatio>
{
    public Table Apply(Table table) => table.With($"{Above}_to_{Below}", new DoubleColumn(Values(table)));

    public double[] Values(Table table)
    {
        var (above, below) = (Numbers(table[Above]), Numbers(table[Below]));
        var values = new double[above.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (quotient, power) = (above[i] / below[i], 1.0);
            for (var k = 0; k < Power; k++) power *= quotient;
            values[i] = double.IsFinite(power) ? power / Mean : double.NaN;
        }
        return values;
    }

    public void Write(PipelineWriter writer)
    {
        writer.Text(Above);
        writer.Text(Below);
        writer.Int(Power);
        writer.Double(Mean);
    }

    public static FittedRatio Read(PipelineReader reader, int version) => new(reader.Text(), reader.Text(), reader.Int(), reader.Double());

    static double[] Numbers(Column column) => column switch
    {
        DoubleColumn numbers => numbers.Values,
        IntegerColumn whole => [.. Enumerable.Range(0, whole.Length).Select(i => whole.IsMissing(i) ? double.NaN : whole.Values[i])],
        _ => throw new RondoException("wrong_column_type", "'my_ratio' works on numbers."),
    };
}
