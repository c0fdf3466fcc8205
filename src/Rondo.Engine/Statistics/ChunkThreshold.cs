using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>Limits around the values of past windows: so many population standard deviations about their mean (Shewhart 1931).</summary>
[Part("chunk_threshold", "Limits for a metric of later windows: so many standard deviations about the mean of past ones (Shewhart 1931).")]
public sealed record ChunkThreshold : IStatistic
{
    [Param("How many standard deviations away the limits are.", Min = 0, Max = 100)]
    public double Sigmas { get; init; } = 3;

    public StatisticResult Compute(StatisticInput input)
    {
        var values = input.Numbers("values");
        var (mean, deviation) = Moments.Of(values);
        var (lower, upper) = (mean - Sigmas * deviation, mean + Sigmas * deviation);
        return new StatisticResult(mean) { Interval = (lower, upper) }.With("lower", lower).With("upper", upper).With("standard_deviation", deviation).With("values", values.Length);
    }
}
