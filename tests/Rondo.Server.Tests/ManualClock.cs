namespace Rondo.Server.Tests;

/// <summary>A clock that moves when told to.</summary>
sealed class ManualClock : TimeProvider
{
    DateTimeOffset _now = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
