namespace Rondo.Observe.Alerts;

public enum AlertState
{
    /// <summary>The condition never held, or not long enough.</summary>
    Inactive,

    /// <summary>It holds, not yet for as many windows as it must.</summary>
    Pending,

    Firing,

    /// <summary>It fired, and is over.</summary>
    Resolved,
}

public enum AlertChange
{
    None,
    Fired,
    Resolved,
}

/// <summary>Where a rule stands after the windows so far.</summary>
/// <param name="Breaches">Windows in a row in which the condition held.</param>
/// <param name="Quiet">Windows in a row in which it did not, while it fires.</param>
public sealed record AlertProgress(AlertState State, int Breaches, int Quiet)
{
    public static AlertProgress New { get; } = new(AlertState.Inactive, 0, 0);

    /// <param name="isBreached">Null when the window had no data: it changes nothing.</param>
    public (AlertProgress Progress, AlertChange Change) After(bool? isBreached, AlertRule rule) => (isBreached, State) switch
    {
        (null, _) => (this, AlertChange.None),
        (true, AlertState.Firing) => (this with { Breaches = Breaches + 1, Quiet = 0 }, AlertChange.None),
        (false, AlertState.Firing) when Quiet + 1 >= rule.Calm => (new AlertProgress(AlertState.Resolved, 0, 0), AlertChange.Resolved),
        (false, AlertState.Firing) => (this with { Breaches = 0, Quiet = Quiet + 1 }, AlertChange.None),
        (true, _) when Breaches + 1 >= rule.For => (new AlertProgress(AlertState.Firing, Breaches + 1, 0), AlertChange.Fired),
        (true, _) => (new AlertProgress(AlertState.Pending, Breaches + 1, 0), AlertChange.None),
        (false, AlertState.Pending) => (New, AlertChange.None),
        (false, _) => (this, AlertChange.None),
    };
}
