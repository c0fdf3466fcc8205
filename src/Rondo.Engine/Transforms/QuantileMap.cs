using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms;

/// <summary>The quantiles of one column at equal steps from its smallest to its largest value.</summary>
sealed record QuantileMap(string Name, OutputDistribution Output, double[] Quantiles) : IInvertibleMap
{
    // A normal result has to end somewhere: where this much probability is left.
    private const double LeastTail = 1e-7;

    private static readonly double s_end = -Functions.NormalQuantile(LeastTail - 2.220446049250313e-16);

    public bool IsSound
    {
        get
        {
            if (!Enum.IsDefined(Output) || Quantiles.Length < 2 || !double.IsFinite(Quantiles[0]) || !double.IsFinite(Quantiles[^1])) return false;
            for (var q = 1; q < Quantiles.Length; q++)
                if (!(Quantiles[q] >= Quantiles[q - 1])) return false;
            return true;
        }
    }

    public double Apply(double value)
    {
        if (double.IsNaN(value)) return value;
        var place = PlaceOf(value);
        return Output == OutputDistribution.Uniform ? place : Math.Clamp(Functions.NormalQuantile(place), -s_end, s_end);
    }

    public double Invert(double value)
    {
        if (double.IsNaN(value)) return value;
        var place = Output == OutputDistribution.Uniform ? value : Functions.NormalCdf(value);
        var margin = Output == OutputDistribution.Uniform ? 0 : LeastTail;
        if (place <= margin) return Quantiles[0];
        if (place >= 1 - margin) return Quantiles[^1];
        var rank = place * (Quantiles.Length - 1);
        var floor = Math.Min((int)Math.Floor(rank), Quantiles.Length - 2);
        return OrderStatistics.Between(Quantiles[floor], Quantiles[floor + 1], rank - floor);
    }

    public Value Lower(Value value)
    {
        var place = PlaceOf(value);
        return (Output == OutputDistribution.Uniform ? place : place.NormalQuantile().Clamp(-s_end, s_end)).UnlessMissing(value);
    }

    Value PlaceOf(Value value)
    {
        var (from, to) = (value.CountBelow(Quantiles), value.CountAtMost(Quantiles));
        var steps = (double)(Quantiles.Length - 1);
        var tie = 0.5 * (from / steps + (to - 1) / steps);
        // The last row stands for places beyond the ends, which are asked for but not taken.
        var (low, high) = ((from - 1).Gather([.. Quantiles, 0], Quantiles.Length + 1), from.Gather([.. Quantiles, 0], Quantiles.Length + 1));
        var isHuge = (high - low).Is(double.PositiveInfinity);
        var share = double.IsInfinity(Quantiles[^1] - Quantiles[0]) ? isHuge.Choose((value / 2 - low / 2) / (high / 2 - low / 2), (value - low) / (high - low)) : (value - low) / (high - low);
        var inner = (from < to).Choose(tie, (from - 1 + share) / steps);
        return (value <= Quantiles[0]).Choose(0, (value >= Quantiles[^1]).Choose(1, inner));
    }

    double PlaceOf(double value)
    {
        if (value <= Quantiles[0]) return 0;
        if (value >= Quantiles[^1]) return 1;
        // The quantiles equal to the value are those from `from` to before `to`.
        var from = FirstNotBelow(value);
        var to = FirstNotBelow(Math.BitIncrement(value));
        var steps = (double)(Quantiles.Length - 1);
        if (from < to) return 0.5 * (from / steps + (to - 1) / steps);
        var (low, high) = (Quantiles[from - 1], Quantiles[from]);
        return (from - 1 + Share(value, low, high)) / steps;
    }

    static double Share(double value, double low, double high)
    {
        var step = high - low;
        return double.IsInfinity(step) ? (value / 2 - low / 2) / (high / 2 - low / 2) : (value - low) / step;
    }

    int FirstNotBelow(double value)
    {
        var (low, high) = (0, Quantiles.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Quantiles[middle] >= value) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
