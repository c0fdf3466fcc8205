using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>What a fitted step makes of each number of one column. NaN stands for a missing value and stays NaN.</summary>
interface INumberMap
{
    string Name { get; }

    double Apply(double value);

    /// <summary>The same on a graph of operations.</summary>
    Value Lower(Value value);
}

/// <summary>A map that has a way back.</summary>
interface IInvertibleMap : INumberMap
{
    double Invert(double value);
}

/// <summary>The fitting and applying that all steps share which change numbers column by column.</summary>
static class NumberMaps
{
    // Spread below this many units of rounding of the largest value is rounding noise of a constant; to scale it up would make features of it.
    private const double NoiseUnits = 4 * 2.220446049250313e-16;

    /// <summary>Learns each column's map from its values that are not missing; columns are shared out among the threads.</summary>
    /// <exception cref="RondoException">Every mistake that <paramref name="fit"/> finds, together.</exception>
    public static ImmutableArray<T> Fit<T>(Table table, ITransform part, string[]? columns, TransformContext context, Func<string, double[], T> fit)
    {
        var chosen = Choose(table, part, columns);
        context.Cancellation.ThrowIfCancellationRequested();
        var maps = new T[chosen.Length];
        var mistakes = new Mistake[chosen.Length][];
        WorkBlocks.Run(chosen.Length, 1, context.Threads, (_, i, _) =>
        {
            try
            {
                maps[i] = fit(table.Schema.Fields[chosen[i]].Name, Present(table.Columns[chosen[i]]));
                mistakes[i] = [];
            }
            catch (RondoException exception)
            {
                mistakes[i] = [.. exception.Mistakes];
            }
        }, context.Cancellation);
        var all = mistakes.SelectMany(m => m).ToArray();
        return all.Length == 0 ? ImmutableArray.Create(maps) : throw new RondoException(all);
    }

    /// <summary>Positions of the named columns, or of all int64 and double ones.</summary>
    public static int[] Choose(Table table, ITransform part, string[]? columns) =>
        ColumnChoice.Resolve(table, part, columns, type => type.IsNumeric, type => type is ColumnType.Double or ColumnType.Int64, "numbers and booleans");

    public static Table Apply<T>(Table table, ImmutableArray<T> maps)
        where T : INumberMap => Replace(table, maps, (map, values) => Array.ConvertAll(values, value => map.Apply(value)));

    public static Table Bind<T>(Table row, ImmutableArray<T> maps, RowSteps steps)
        where T : INumberMap
    {
        var columns = row.Schema.Fields.Select((f, i) => (f.Name, Column: row.Columns[i])).ToArray();
        foreach (var map in maps)
        {
            var index = ColumnChoice.PositionOf(row, map.Name);
            var (from, cell) = (row.Columns[index], new DoubleColumn([double.NaN]));
            columns[index].Column = cell;
            steps.Add(() => Cell.Set(cell, map.Apply(Numbers.First(from))));
        }
        return Table.Of(columns);
    }

    public static LoweredTable Lower<T>(LoweredTable table, ImmutableArray<T> maps)
        where T : INumberMap => maps.Aggregate(table, (current, map) => current.With(map.Name, ColumnType.Double, map.Lower(current[map.Name].Value)));

    public static Table Invert<T>(Table table, ImmutableArray<T> maps)
        where T : IInvertibleMap => Replace(table, maps, (map, values) => Array.ConvertAll(values, value => map.Invert(value)));

    /// <summary>The spread to divide by: 1 for a column without any.</summary>
    public static double OrOne(double spread, double largest) => IsNoise(spread, largest) ? 1 : spread;

    /// <summary>Whether values with this spread are one and the same but for rounding.</summary>
    public static bool IsNoise(double spread, double largest) => spread <= NoiseUnits * Math.Abs(largest);

    public static RondoException NotFinite(string name, string lacks) => new(
        new Mistake("not_finite", $"Column '{name}' has infinite or too large values, so that it has no {lacks}.") { Field = name, Hint = "Clip or drop them first." });

    public static double[] Present(Column column) => Array.FindAll(Numbers.Of(column), value => !double.IsNaN(value));

    static Table Replace<T>(Table table, ImmutableArray<T> maps, Func<T, double[], double[]> change)
        where T : INumberMap
    {
        var columns = table.Schema.Fields.Select((f, i) => (f.Name, Column: table.Columns[i])).ToArray();
        foreach (var map in maps)
        {
            var index = ColumnChoice.PositionOf(table, map.Name);
            columns[index].Column = new DoubleColumn(change(map, Numbers.Of(table.Columns[index])));
        }
        return Table.Of(columns);
    }
}
