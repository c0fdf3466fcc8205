using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>(x - centre) / scale + offset.</summary>
readonly record struct AffineMap(string Name, double Centre, double Scale, double Offset) : IInvertibleMap
{
    public double Apply(double value) => (value - Centre) / Scale + Offset;

    public Value Lower(Value value) => (value - Centre) / Scale + Offset;

    public double Invert(double value) => (value - Offset) * Scale + Centre;
}

/// <summary>Columns that are shifted and scaled each in its own way: what `min_max`, `robust` and `max_abs` come to.</summary>
[Fitted("affine")]
sealed class FittedAffine(ImmutableArray<AffineMap> maps) : IInvertibleTransform, IReadable<FittedAffine>
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
            writer.Double(map.Centre);
            writer.Double(map.Scale);
            writer.Double(map.Offset);
        }
    }

    public static FittedAffine Read(PipelineReader reader, int version)
    {
        var maps = new AffineMap[reader.Length(28)];
        for (var i = 0; i < maps.Length; i++) maps[i] = new AffineMap(reader.Text(), reader.Double(), reader.Double(), reader.Double());
        return new FittedAffine([.. maps]);
    }
}
