using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>Numbers of one sample in ascending order, without the missing ones; sorted once for every statistic. Infinities stand at the ends.</summary>
public sealed class NumberSample
{
    private readonly Lazy<(double Mean, double StandardDeviation)> _moments;
    private readonly Lazy<int> _distinct;
    private readonly double[] _sorted;

    NumberSample(string name, double[] sorted, int missing)
    {
        (Name, _sorted, Missing) = (name, sorted, missing);
        foreach (var value in sorted)
            if (double.IsInfinity(value)) Infinite++;
        _moments = new(() => Moments.Of(_sorted));
        _distinct = new(CountDistinct);
    }

    /// <summary>What messages call it: reference, current, control, treatment.</summary>
    public string Name { get; }

    public ReadOnlySpan<double> Sorted => _sorted;

    public int Count => _sorted.Length;

    public int Missing { get; }

    public int Infinite { get; }

    public double Lowest => _sorted[0];

    public double Highest => _sorted[^1];

    public bool IsConstant => Lowest == Highest;

    public double Mean => _moments.Value.Mean;

    /// <summary>Of the population: divided by n.</summary>
    public double StandardDeviation => _moments.Value.StandardDeviation;

    /// <summary>Divided by n - 1.</summary>
    public double Variance => Count < 2 ? double.NaN : StandardDeviation * StandardDeviation * Count / (Count - 1);

    public int Distinct => _distinct.Value;

    /// <param name="values">NaN is a missing value. They are not changed.</param>
    /// <param name="name">What messages call the sample.</param>
    /// <exception cref="RondoException">There is no value.</exception>
    public static NumberSample Of(ReadOnlySpan<double> values, string name)
    {
        var (keys, count) = (new ulong[values.Length], 0);
        foreach (var value in values)
            if (!double.IsNaN(value)) keys[count++] = OrderStatistics.Key(value);
        var missing = values.Length - count;
        if (count == 0)
        {
            throw new RondoException(new Mistake("no_values", missing == 0 ? $"'{name}' is empty." : $"'{name}' has no values: all {missing} are missing.")
            {
                Field = name,
                Hint = "A comparison needs at least one value on either side.",
            });
        }
        RadixOrder.Sort(ref keys, count);
        var sorted = new double[count];
        for (var i = 0; i < count; i++) sorted[i] = OrderStatistics.Value(keys[i]);
        return new NumberSample(name, sorted, missing);
    }

    /// <summary>Numbers and whole numbers; the latter as doubles.</summary>
    public static NumberSample Of(Column column, string name) => Of(column switch
    {
        DoubleColumn doubles => doubles.Values,
        IntegerColumn whole => Doubles(whole),
        _ => throw new ArgumentException($"A column of {column.Type} holds no numbers.", nameof(column)),
    }, name);

    /// <summary>Refuses infinite values where no arithmetic is defined for them.</summary>
    public NumberSample Finite(string why)
    {
        if (Infinite == 0) return this;
        throw new RondoException(new Mistake("infinite_values", $"'{Name}' has {Infinite} infinite value{(Infinite == 1 ? "" : "s")}, and {why}.")
        {
            Field = Name,
            Hint = "Take them out, or use ks, mann_whitney, cramer_von_mises or psi, which only order or count values.",
        });
    }

    public NumberSample AtLeast(int count, string what)
    {
        if (Count >= count) return this;
        throw new RondoException(new Mistake("too_few_values", $"{what} needs at least {count} values, and '{Name}' has {Count}.") { Field = Name, Hint = "Wait for more rows, or widen the window." });
    }

    /// <summary>The quantile by linear interpolation between the two nearest ranks.</summary>
    public double Quantile(double share)
    {
        var rank = share * (Count - 1);
        var floor = (int)Math.Floor(rank);
        return rank == floor || _sorted[floor] == _sorted[floor + 1] ? _sorted[floor] : OrderStatistics.Between(_sorted[floor], _sorted[floor + 1], rank - floor);
    }

    /// <summary>The same with every larger value brought down to this one.</summary>
    public NumberSample Capped(double most)
    {
        var capped = (double[])_sorted.Clone();
        capped.AsSpan(CountUpTo(most)).Fill(most);
        return new NumberSample(Name, capped, Missing);
    }

    /// <summary>How many values are at or below this one.</summary>
    public int CountUpTo(double value)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_sorted[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>How many values are below this one.</summary>
    public int CountBelow(double value)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_sorted[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    static double[] Doubles(IntegerColumn column)
    {
        var values = new double[column.Length];
        for (var row = 0; row < values.Length; row++) values[row] = column.IsMissing(row) ? double.NaN : column.Values[row];
        return values;
    }

    int CountDistinct()
    {
        var distinct = Count == 0 ? 0 : 1;
        for (var i = 1; i < Count; i++)
            if (_sorted[i] != _sorted[i - 1]) distinct++;
        return distinct;
    }
}

/// <summary>What every statistic of two samples says about them.</summary>
static class SampleCounts
{
    public static StatisticResult WithCounts(this StatisticResult result, NumberSample reference, NumberSample current) =>
        result.With("reference", Of(reference.Count, reference.Missing)).With("current", Of(current.Count, current.Missing));

    public static ImmutableArray<KeyValuePair<string, object?>> Of(double count, int missing) => [new("count", count), new("missing", missing)];
}
