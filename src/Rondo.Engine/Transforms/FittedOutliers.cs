using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

public enum OutlierAction
{
    /// <summary>A value outside becomes the nearer bound.</summary>
    Clip,
    /// <summary>A value outside becomes missing.</summary>
    Missing,
}

/// <summary>The bounds of a column, and how many of its training values that are not missing lay below and above them.</summary>
public sealed record OutlierCount(string Column, double Lower, double Upper, int Values, int Below, int Above)
{
    public int Outside => Below + Above;
}

/// <summary>Bounds learnt from training rows, which later rows are held to: what `outliers_z`, `outliers_iqr` and `quantile_clip` come to.</summary>
[Fitted("outliers")]
public sealed class FittedOutliers : IFittedTransform, IReadable<FittedOutliers>
{
    private readonly OutlierAction _action;
    private readonly ImmutableArray<OutlierMap> _maps;

    FittedOutliers(OutlierAction action, ImmutableArray<OutlierCount> counts)
    {
        _action = action;
        _maps = [.. counts.Select(count => new OutlierMap(count.Column, count.Lower, count.Upper, action))];
        Counts = counts;
    }

    /// <summary>What training found, column by column.</summary>
    public IReadOnlyList<OutlierCount> Counts { get; }

    public Table Apply(Table table) => NumberMaps.Apply(table, _maps);

    public Table Bind(Table row, RowSteps steps) => NumberMaps.Bind(row, _maps, steps);

    public LoweredTable Lower(LoweredTable table) => NumberMaps.Lower(table, _maps);

    public void Write(PipelineWriter writer)
    {
        writer.Int((int)_action);
        writer.Int(Counts.Count);
        foreach (var count in Counts)
        {
            writer.Text(count.Column);
            writer.Double(count.Lower);
            writer.Double(count.Upper);
            writer.Int(count.Values);
            writer.Int(count.Below);
            writer.Int(count.Above);
        }
    }

    public static FittedOutliers Read(PipelineReader reader, int version)
    {
        var action = (OutlierAction)reader.Int();
        if (!Enum.IsDefined(action)) throw PipelineReader.Damaged("it names an unknown way to treat outliers");
        var counts = new OutlierCount[reader.Length(32)];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = new OutlierCount(reader.Text(), reader.Double(), reader.Double(), reader.Int(), reader.Int(), reader.Int());
            if (!(counts[i].Lower <= counts[i].Upper)) throw PipelineReader.Damaged($"the bounds of '{counts[i].Column}' are out of order");
        }
        return new FittedOutliers(action, [.. counts]);
    }

    /// <param name="bounds">The bounds of a column's name and finite values, of which there is at least one.</param>
    internal static FittedOutliers Fit(Table table, ITransform part, string[]? columns, OutlierAction action, TransformContext context, Func<string, double[], (double Lower, double Upper)> bounds) =>
        new(action, NumberMaps.Fit(table, part, columns, context, (name, values) =>
        {
            var finite = Array.FindAll(values, double.IsFinite);
            var (lower, upper) = finite.Length == 0 ? (double.NegativeInfinity, double.PositiveInfinity) : bounds(name, finite);
            return new OutlierCount(name, lower, upper, values.Length, values.Count(value => value < lower), values.Count(value => value > upper));
        }));
}

readonly record struct OutlierMap(string Name, double Lower, double Upper, OutlierAction Action) : INumberMap
{
    public double Apply(double value)
    {
        if (!(value < Lower || value > Upper)) return value;
        if (Action == OutlierAction.Missing) return double.NaN;
        return value < Lower ? Lower : Upper;
    }

    Value INumberMap.Lower(Value value) => Action == OutlierAction.Missing
        ? ((value < Lower) | (value > Upper)).Choose(Value.Missing, value)
        : (value < Lower).Choose(Lower, (value > Upper).Choose(Upper, value));
}
