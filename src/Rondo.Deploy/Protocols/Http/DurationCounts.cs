using System.Globalization;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>A histogram of times.</summary>
sealed class DurationCounts
{
    static readonly double[] s_bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    static readonly long[] s_boundTicks = Array.ConvertAll(s_bounds, b => TimeSpan.FromSeconds(b).Ticks);

    readonly long[] _buckets = new long[s_bounds.Length + 1];
    long _ticks;

    public void Add(TimeSpan time)
    {
        Interlocked.Add(ref _ticks, time.Ticks);
        var bucket = 0;
        while (bucket < s_boundTicks.Length && time.Ticks > s_boundTicks[bucket]) bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
    }

    /// <summary>The time that so large a share of requests did not exceed, in seconds, by a line within the bucket, as Prometheus' histogram_quantile has it; null without requests.</summary>
    public double? Quantile(double share)
    {
        long[] counts = [.. _buckets];
        var (total, below) = (counts.Sum(), 0L);
        for (var i = 0; i < s_bounds.Length; i++)
        {
            if (total > 0 && below + counts[i] >= share * total)
            {
                var low = i == 0 ? 0 : s_bounds[i - 1];
                return counts[i] == 0 ? low : low + (s_bounds[i] - low) * (share * total - below) / counts[i];
            }
            below += counts[i];
        }
        return total == 0 ? null : s_bounds[^1];
    }

    public void Write(MetricsText text, string name, string labels)
    {
        var below = 0L;
        for (var i = 0; i < s_bounds.Length; i++)
        {
            below += Volatile.Read(ref _buckets[i]);
            text.Line($"{name}_bucket", string.Create(CultureInfo.InvariantCulture, $"{labels},le=\"{s_bounds[i]}\""), below);
        }
        var count = below + Volatile.Read(ref _buckets[^1]);
        text.Line($"{name}_bucket", $"{labels},le=\"+Inf\"", count);
        text.Line($"{name}_sum", labels, TimeSpan.FromTicks(Volatile.Read(ref _ticks)).TotalSeconds);
        text.Line($"{name}_count", labels, count);
    }
}
