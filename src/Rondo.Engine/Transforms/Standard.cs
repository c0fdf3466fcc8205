using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Takes the mean from numbers and divides by the population standard deviation of the training rows. Missing values count for neither and
/// stay missing. Booleans (indicators among them) keep 0 and 1 unless they are named; a column without spread is only centred.
/// </summary>
[Part("standard", "Scales numbers to mean 0 and standard deviation 1.")]
public sealed record Standard : ITransform
{
    // Spread below this many units of rounding of the mean is rounding noise of a constant; to scale it up would make features of it.
    private const double NoiseUnits = 4 * 2.220446049250313e-16;

    [Param("Columns to scale; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        var chosen = ColumnChoice.Resolve(table, this, Columns, type => type.IsNumeric, type => type is ColumnType.Double or ColumnType.Int64, "numbers and booleans");
        var scales = ImmutableArray.CreateBuilder<Scale>(chosen.Length);
        var mistakes = new List<Mistake>();
        foreach (var index in chosen)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var name = table.Schema.Fields[index].Name;
            var scale = ScaleOf(name, table.Columns[index]);
            if (double.IsFinite(scale.Mean) && double.IsFinite(scale.Deviation)) scales.Add(scale);
            else mistakes.Add(new Mistake("not_finite", $"Column '{name}' has infinite or too large values, so that it has no mean or spread.") { Field = name, Hint = "Clip or drop them first." });
        }
        return mistakes.Count == 0 ? new FittedStandard(scales.DrainToImmutable()) : throw new RondoException(mistakes);
    }

    static Scale ScaleOf(string name, Column column)
    {
        var values = Array.FindAll(Numbers.Of(column), value => !double.IsNaN(value));
        if (values.Length == 0) return new Scale(name, 0, 1);
        var (mean, deviation) = Moments.Of(values);
        return new Scale(name, mean, deviation <= NoiseUnits * Math.Abs(mean) ? 1 : deviation);
    }
}

/// <summary>What is taken from a column, and what it is divided by then.</summary>
readonly record struct Scale(string Name, double Mean, double Deviation) : IInvertibleMap
{
    public double Apply(double value) => (value - Mean) / Deviation;

    public Value Lower(Value value) => (value - Mean) / Deviation;

    public double Invert(double value) => value * Deviation + Mean;
}

[Fitted("standard")]
sealed class FittedStandard(ImmutableArray<Scale> scales) : IInvertibleTransform, IReadable<FittedStandard>
{
    public Table Apply(Table table) => NumberMaps.Apply(table, scales);

    public Table Bind(Table row, RowSteps steps) => NumberMaps.Bind(row, scales, steps);

    public LoweredTable Lower(LoweredTable table) => NumberMaps.Lower(table, scales);

    public Table Invert(Table table) => NumberMaps.Invert(table, scales);

    public void Write(PipelineWriter writer)
    {
        writer.Int(scales.Length);
        foreach (var scale in scales)
        {
            writer.Text(scale.Name);
            writer.Double(scale.Mean);
            writer.Double(scale.Deviation);
        }
    }

    public static FittedStandard Read(PipelineReader reader, int version)
    {
        var scales = new Scale[reader.Length(20)];
        for (var i = 0; i < scales.Length; i++) scales[i] = new Scale(reader.Text(), reader.Double(), reader.Double());
        return new FittedStandard([.. scales]);
    }
}
