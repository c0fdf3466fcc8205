using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>
/// sign(x) · ln(1 + |x|) for every x: log1p above 0 and its mirror image below, so that 0 stays 0, order is kept and nothing has to be
/// shifted. There is nothing to learn but the columns. Missing values stay missing, booleans keep 0 and 1 unless they are named.
/// </summary>
[Part("log", "Turns numbers into sign(x) · ln(1 + |x|), which tames long tails on both sides of 0.")]
public sealed record SignedLog : ITransform
{
    [Param("Columns to transform; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        return new FittedLog([.. NumberMaps.Choose(table, this, Columns).Select(index => new LogMap(table.Schema.Fields[index].Name))]);
    }
}

readonly record struct LogMap(string Name) : IInvertibleMap
{
    public double Apply(double value) => value < 0 ? -Functions.Log1P(-value) : Functions.Log1P(value);

    public Value Lower(Value value) => (value < 0).Choose(-(-value).Log1P(), value.Log1P());

    public double Invert(double value) => value < 0 ? -Functions.ExpM1(-value) : Functions.ExpM1(value);
}

[Fitted("log")]
sealed class FittedLog(ImmutableArray<LogMap> maps) : IInvertibleTransform, IReadable<FittedLog>
{
    public Table Apply(Table table) => NumberMaps.Apply(table, maps);

    public Table Bind(Table row, RowSteps steps) => NumberMaps.Bind(row, maps, steps);

    public LoweredTable Lower(LoweredTable table) => NumberMaps.Lower(table, maps);

    public Table Invert(Table table) => NumberMaps.Invert(table, maps);

    public void Write(PipelineWriter writer) => writer.Texts([.. maps.Select(map => map.Name)]);

    public static FittedLog Read(PipelineReader reader, int version) => new([.. reader.Texts().Select(name => new LogMap(name))]);
}
