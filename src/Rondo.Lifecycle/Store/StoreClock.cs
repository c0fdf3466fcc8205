namespace Rondo.Lifecycle.Store;

/// <summary>Times as the store keeps them: microseconds since 1970-01-01 UTC.</summary>
static class StoreClock
{
    extension(TimeProvider clock)
    {
        public long NowMicroseconds => clock.GetUtcNow().ToMicroseconds();
    }

    public static long ToMicroseconds(this DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? FromMicroseconds(long? microseconds) =>
        microseconds is { } value ? FromMicroseconds(value) : null;
}
