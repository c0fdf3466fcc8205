using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

public enum OutputDistribution
{
    /// <summary>From 0 to 1.</summary>
    Uniform,
    /// <summary>Standard normal, within ±5.2.</summary>
    Normal,
}

/// <summary>
/// Turns numbers into their place among those of the training rows: 0 for the smallest, 1 for the largest, between quantiles by linear
/// interpolation, for equal quantiles the middle of their places. Missing values stay missing, later values beyond the ends go to the ends,
/// booleans keep 0 and 1 unless they are named. Of more rows than <see cref="Subsample"/> a random part is used.
/// </summary>
[Part("quantile", "Turns numbers into their rank among those of training, uniform or normal.")]
public sealed record Quantile : ITransform
{
    [Param("Columns to transform; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    [Param("How many quantiles are kept; at most as many as there are rows.", Min = 2, Max = 100_000, Log = true)]
    public int NQuantiles { get; init; } = 1000;

    [Param("The distribution of the result: uniform from 0 to 1, or standard normal.")]
    public OutputDistribution OutputDistribution { get; init; }

    [Param("Of more values than this, so many random ones give the quantiles.", Min = 100, Max = 100_000_000)]
    public int Subsample { get; init; } = 100_000;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        if (NQuantiles > Subsample)
            throw new RondoException("bad_parameter", FormattableString.Invariant($"'quantile.n_quantiles' is {NQuantiles}, more than the {Subsample} values of 'subsample'."), "Lower the one or raise the other.");
        var count = Math.Max(2, Math.Min(NQuantiles, table.RowCount));
        return new FittedQuantile(NumberMaps.Fit(table, this, Columns, context,
            (name, values) => new QuantileMap(name, OutputDistribution, QuantilesOf(name, Sample(values, name, context.Seed), count))));
    }

    double[] Sample(double[] values, string column, ulong seed)
    {
        if (values.Length <= Subsample) return values;
        var order = new CounterRandom(seed, "quantile/" + column).Permutation(values.Length);
        return Array.ConvertAll(order[..Subsample], row => values[row]);
    }

    static double[] QuantilesOf(string name, double[] values, int count)
    {
        var quantiles = new double[count];
        if (values.Length == 0) return quantiles;
        Array.Sort(values);
        if (!double.IsFinite(values[0]) || !double.IsFinite(values[^1])) throw NumberMaps.NotFinite(name, "place for them");
        for (var q = 0; q < count; q++)
        {
            var rank = RankOf(q, count, values.Length);
            var floor = (int)Math.Floor(rank);
            quantiles[q] = OrderStatistics.Between(values[floor], values[Math.Min(floor + 1, values.Length - 1)], rank - floor);
            // Rounding must not put quantiles out of order.
            if (q > 0) quantiles[q] = Math.Max(quantiles[q], quantiles[q - 1]);
        }
        return quantiles;
    }

    // In the order of numpy's operations (linspace, percent, share, rank): where ties begin and end, the last bit decides.
    static double RankOf(int q, int count, int values)
    {
        var share = q == count - 1 ? 1 : q * (1.0 / (count - 1));
        return Math.Min(values - 1, share * 100 / 100 * (values - 1));
    }
}

[Fitted("quantile")]
sealed class FittedQuantile(ImmutableArray<QuantileMap> maps) : IInvertibleTransform, IReadable<FittedQuantile>
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
            writer.Int((int)map.Output);
            writer.Doubles(map.Quantiles);
        }
    }

    public static FittedQuantile Read(PipelineReader reader, int version)
    {
        var maps = new QuantileMap[reader.Length(12)];
        for (var i = 0; i < maps.Length; i++)
        {
            maps[i] = new QuantileMap(reader.Text(), (OutputDistribution)reader.Int(), reader.Doubles());
            if (!maps[i].IsSound) throw PipelineReader.Damaged($"the quantiles of '{maps[i].Name}' are out of order");
        }
        return new FittedQuantile([.. maps]);
    }
}
