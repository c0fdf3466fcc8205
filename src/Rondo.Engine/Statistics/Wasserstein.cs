using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>What a distance is divided by.</summary>
public enum DistanceScale
{
    None,
    /// <summary>The population standard deviation of the reference, at least 0.001.</summary>
    Std,
}

/// <summary>The Wasserstein distance of order one (Vallender 1974). Values equal scipy.stats.wasserstein_distance's.</summary>
[Part("wasserstein", "Wasserstein distance: how far values must be moved to turn one sample into the other (Vallender 1974; scipy.stats.wasserstein_distance).")]
public sealed record Wasserstein : ISampleStatistic
{
    private const double SmallestScale = 0.001;

    [Param("What the distance is divided by: std is the reference's standard deviation, at least 0.001.")]
    public DistanceScale Scale { get; init; }

    public StatisticResult Compare(NumberSample reference, NumberSample current)
    {
        reference.Finite("a distance to them is infinite");
        current.Finite("a distance to them is infinite");
        var distance = DistributionGaps.Sum(reference.Sorted, current.Sorted, squared: false);
        var unit = Math.Max(reference.StandardDeviation, SmallestScale);
        return new StatisticResult(Scale == DistanceScale.Std ? distance / unit : distance) { Effect = distance / unit };
    }
}
