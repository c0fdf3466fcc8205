namespace Rondo.Cli.Demo;

/// <summary>A clock that stands until somebody moves it on. What is done again and again while it stands is done often: a second of the story takes no second.</summary>
sealed class StoryClock(DateTimeOffset start) : TimeProvider
{
    static readonly TimeSpan s_mostOften = TimeSpan.FromMilliseconds(100), s_rarest = TimeSpan.FromMilliseconds(200);

    long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public void MoveTo(DateTimeOffset time)
    {
        if (time > GetUtcNow()) Volatile.Write(ref _ticks, time.UtcTicks);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Bounded(dueTime), Bounded(period));

    static TimeSpan Bounded(TimeSpan span) => span == Timeout.InfiniteTimeSpan || span == TimeSpan.Zero ? span : span < s_mostOften ? s_mostOften : span > s_rarest ? s_rarest : span;
}
