namespace Rondo.Prepare.Leakage;

/// <summary>Aggregates over whole groups; their twins leave the row itself out, though not later ones.</summary>
static class GroupAggregates
{
    /// <param name="values">Of the rows of the grouping, in its order.</param>
    public static IEnumerable<Aggregate> Of(Grouping grouping, double[] values, bool isNumber)
    {
        yield return Make(grouping, values, "sum", (own, all) => all.Sum, (own, all) => all.Sum - own);
        yield return Make(grouping, values, "mean", (own, all) => all.Sum / all.Count, (own, all) => all.Count == 1 ? double.NaN : (all.Sum - own) / (all.Count - 1));
        yield return Make(grouping, values, "maximum", (own, all) => all.Max, (own, all) => all.Count == 1 ? double.NaN : own == all.Max ? all.SecondMax : all.Max);
        if (!isNumber) yield break;
        yield return Make(grouping, values, "minimum", (own, all) => all.Min, (own, all) => all.Count == 1 ? double.NaN : own == all.Min ? all.SecondMin : all.Min);
        yield return Make(grouping, values, "standard deviation", (own, all) => Deviation(all.Count, all.Sum, all.Squares), (own, all) => Deviation(all.Count - 1, all.Sum - own, all.Squares - own * own));
    }

    readonly record struct Group(int Count, double Sum, double Squares, double Max, double SecondMax, double Min, double SecondMin);

    static double Deviation(int count, double sum, double squares) => count < 2 ? double.NaN : Math.Sqrt(Math.Max(0, (squares - sum * sum / count) / (count - 1)));

    static Aggregate Make(Grouping grouping, double[] values, string what, Func<double, Group, double> leaking, Func<double, Group, double> twin)
    {
        var (with, without) = (new double[values.Length], new double[values.Length]);
        for (var g = 0; g < grouping.Count; g++)
        {
            var all = Summed(values.AsSpan(grouping.Starts[g], grouping.Starts[g + 1] - grouping.Starts[g]));
            for (var i = grouping.Starts[g]; i < grouping.Starts[g + 1]; i++) (with[i], without[i]) = (leaking(values[i], all), twin(values[i], all));
        }
        return new Aggregate($"the {what} over all rows, the row itself and later ones too,", with, without, IsTwinHonest: false);
    }

    static Group Summed(ReadOnlySpan<double> values)
    {
        var (sum, squares) = (0.0, 0.0);
        var (max, secondMax, min, secondMin) = (double.NegativeInfinity, double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity);
        foreach (var value in values)
        {
            sum += value;
            squares += value * value;
            if (value >= max) (max, secondMax) = (value, max);
            else if (value > secondMax) secondMax = value;
            if (value <= min) (min, secondMin) = (value, min);
            else if (value < secondMin) secondMin = value;
        }
        return new Group(values.Length, sum, squares, max, secondMax, min, secondMin);
    }
}
