namespace Rondo.Lifecycle.Tests.Store;

/// <summary>A clock that moves when told to.</summary>
sealed class ManualClock : TimeProvider
{
    DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
