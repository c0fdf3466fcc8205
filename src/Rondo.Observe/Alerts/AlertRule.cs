namespace Rondo.Observe.Alerts;

/// <summary>How much it matters.</summary>
public enum AlertSeverity
{
    Info,
    Warning,
    Critical,
}

/// <summary>A condition that is looked at once for each window of time.</summary>
/// <param name="For">For so many windows in a row it must hold.</param>
/// <param name="Window">How much time is looked at at once.</param>
public sealed record AlertRule(AlertCondition When, int For, TimeSpan Window, AlertSeverity Severity)
{
    /// <summary>So many windows in a row without it are the end: what must hold for a while must also be gone for a while, so that flapping is no stream of messages.</summary>
    public int Calm => For >= 2 ? 2 : 1;

    /// <summary>The begin of the window that a moment is in: windows begin at multiples of their length since 1970, UTC.</summary>
    public DateTimeOffset WindowAt(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        return DateTimeOffset.UnixEpoch.AddTicks(ticks - ((ticks % Window.Ticks) + Window.Ticks) % Window.Ticks);
    }
}
