using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>The energy distance (Szekely and Rizzo 2013). Values equal scipy.stats.energy_distance's.</summary>
[Part("energy_distance", "Energy distance: how much farther values are from the other sample than from their own (Szekely and Rizzo 2013; scipy.stats.energy_distance).")]
public sealed record EnergyDistance : ISampleStatistic
{
    public StatisticResult Compare(NumberSample reference, NumberSample current)
    {
        reference.Finite("a distance to them is infinite");
        current.Finite("a distance to them is infinite");
        var distance = Math.Sqrt(2 * DistributionGaps.Sum(reference.Sorted, current.Sorted, squared: true));
        // The distance has the root of the values' unit, and so must what it is measured in.
        var unit = Math.Sqrt(reference.StandardDeviation);
        return new StatisticResult(distance) { Effect = unit > 0 ? distance / unit : null };
    }
}
