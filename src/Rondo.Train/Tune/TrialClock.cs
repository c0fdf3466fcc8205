namespace Rondo.Train.Tune;

/// <summary>Tells when a study's time is over, and cancels what runs then.</summary>
sealed class TrialClock : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _both;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _end = DateTimeOffset.MaxValue;

    public TrialClock(TunePlan plan, CancellationToken caller)
    {
        _caller = caller;
        _time = plan.Time;
        if (plan.Deadline is { } end && plan.Replay is null)
        {
            _end = end;
            var left = end - _time.GetUtcNow();
            // Timers reach no further than 49 days.
            if (left < TimeSpan.FromDays(49)) _deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time);
        }
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline?.Token ?? CancellationToken.None);
    }

    public CancellationToken Token => _both.Token;

    public TimeProvider Time => _time;

    public bool HasEnded => _caller.IsCancellationRequested || _deadline?.IsCancellationRequested == true || _time.GetUtcNow() >= _end;

    public void Dispose()
    {
        _both.Dispose();
        _deadline?.Dispose();
    }
}
