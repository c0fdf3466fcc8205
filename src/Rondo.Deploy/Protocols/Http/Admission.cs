using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>How many requests are answered at a time and a second. What is too much is told when to come back.</summary>
sealed class Admission(ServingOptions options)
{
    const int MostCallers = 10_000;

    readonly ConcurrentDictionary<string, RateGate> _gates = new(StringComparer.Ordinal);
    int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Counts a request in.</summary>
    /// <param name="caller">Whose share of the rate it is.</param>
    /// <returns>Why it is refused; null when it was counted in and has to be counted out.</returns>
    public ServingException? Enter(string caller)
    {
        if (options.RateLimit is { } limit && GateOf(caller, limit).Wait(options.Clock) is > 0 and var seconds)
            return new ServingException(StatusCodes.Status429TooManyRequests, "rate_limited", FormattableString.Invariant($"More than {limit} requests a second came.")) { RetryAfter = (int)Math.Ceiling(seconds) };
        if (Interlocked.Increment(ref _inFlight) <= options.Concurrency) return null;
        Exit();
        return new ServingException(StatusCodes.Status503ServiceUnavailable, "overloaded", FormattableString.Invariant($"{options.Concurrency} requests are being answered already.")) { RetryAfter = 1 };
    }

    public void Exit() => Interlocked.Decrement(ref _inFlight);

    RateGate GateOf(string caller, double limit)
    {
        if (_gates.TryGetValue(caller, out var gate)) return gate;
        if (_gates.Count >= MostCallers) _gates.Clear();
        return _gates.GetOrAdd(caller, _ => new RateGate(limit));
    }
}

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371): each request moves the time at which the next one is due; one that comes more
/// than a second's worth before is refused.
/// </summary>
sealed class RateGate(double perSecond)
{
    readonly long _step = Math.Max(1, (long)(TimeSpan.TicksPerSecond / perSecond));
    long _due;

    /// <summary>Seconds to wait; 0 when the request may pass.</summary>
    public double Wait(TimeProvider clock)
    {
        var now = clock.GetUtcNow().UtcTicks;
        // At least one request may come at once, however low the rate.
        var burst = Math.Max(TimeSpan.TicksPerSecond, _step);
        while (true)
        {
            var due = Volatile.Read(ref _due);
            var next = Math.Max(due, now) + _step;
            if (next - now > burst) return (double)(next - now - burst) / TimeSpan.TicksPerSecond;
            if (Interlocked.CompareExchange(ref _due, next, due) == due) return 0;
        }
    }
}
