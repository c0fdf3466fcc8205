using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

namespace Rondo.Deploy.Host.Routing;

/// <summary>What a host saw of one arm since it began: requests, failures by kind, and how long predictions took.</summary>
/// <param name="Failures">Requests that the arm was asked for and the control had to answer, or that a shadow got wrong: by error, no_number, timeout or signature.</param>
/// <param name="Skipped">Requests that the arm was not asked for, because it was behind or closed.</param>
/// <param name="Times">How many requests took so long: see <see cref="TimeBuckets"/>.</param>
public sealed record ArmHealth(string Arm, int Version, long Requests, ImmutableSortedDictionary<string, long> Failures, long Skipped, ImmutableArray<long> Times)
{
    public long Failed => Failures.Values.Sum();

    /// <summary>Whether it failed so often in a row that it is asked no more.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Seconds that no more than one in a hundred requests exceeded, to within a fifth; null without requests.</summary>
    public double? P99 => TimeBuckets.Quantile(Times, 0.99);

    /// <summary>What was added since an earlier look.</summary>
    public ArmHealth Since(ArmHealth? earlier) => earlier is null || earlier.Version != Version || earlier.Requests > Requests ? this : this with
    {
        Requests = Requests - earlier.Requests,
        Failures = Failures.Select(f => KeyValuePair.Create(f.Key, f.Value - earlier.Failures.GetValueOrDefault(f.Key))).Where(f => f.Value > 0).ToImmutableSortedDictionary(StringComparer.Ordinal),
        Skipped = Skipped - earlier.Skipped,
        Times = [.. Times.Zip(earlier.Times, (now, then) => now - then)],
    };
}

/// <summary>Times by a scale of which each step is a fifth longer than the one before, from 10 microseconds on.</summary>
public static class TimeBuckets
{
    const double First = 10e-6, Step = 1.2;

    internal const int Count = 90;

    internal static int Of(TimeSpan time) => Math.Clamp((int)Math.Ceiling(Math.Log(Math.Max(time.TotalSeconds, First) / First) / Math.Log(Step)), 0, Count - 1);

    /// <summary>The upper end of the bucket in which the quantile lies, in seconds.</summary>
    public static double? Quantile(ImmutableArray<long> counts, double share)
    {
        var (total, below) = (counts.Sum(), 0L);
        if (total == 0) return null;
        for (var i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            if (below >= share * total) return First * Math.Pow(Step, i);
        }
        return null;
    }
}

/// <summary>The counts behind <see cref="ArmHealth"/>, written by many threads.</summary>
sealed class ArmCounts(string arm, int version)
{
    // An arm that fails so often in a row is not asked again: no user waits for it any more.
    const int MostInARow = 5;

    readonly ConcurrentDictionary<string, long> _failures = new(StringComparer.Ordinal);
    readonly long[] _times = new long[TimeBuckets.Count];
    long _requests, _skipped;
    int _inARow;

    /// <summary>Whether the arm is still asked.</summary>
    public bool IsOpen => Volatile.Read(ref _inARow) < MostInARow;

    public void Answered(TimeSpan time)
    {
        Volatile.Write(ref _inARow, 0);
        Took(time);
    }

    public void Failed(ArmFailure kind, TimeSpan time)
    {
        Interlocked.Increment(ref _inARow);
        _failures.AddOrUpdate(JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()), 1, (_, count) => count + 1);
        Took(time);
    }

    public void Skipped() => Interlocked.Increment(ref _skipped);

    public ArmHealth Read() => new(arm, version, Interlocked.Read(ref _requests), _failures.ToImmutableSortedDictionary(StringComparer.Ordinal), Interlocked.Read(ref _skipped), [.. _times]) { IsClosed = !IsOpen };

    void Took(TimeSpan time)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _times[TimeBuckets.Of(time)]);
    }
}
