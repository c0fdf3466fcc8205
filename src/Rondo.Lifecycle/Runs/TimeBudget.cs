namespace Rondo.Lifecycle.Runs;

/// <summary>How the time of a training is shared out: most for the search, then for fitting on all rows, then for judging; saving takes the rest.</summary>
public sealed class TimeBudget(TimeSpan? total, TimeProvider clock)
{
    private const double SearchShare = 0.7;
    private const double RefitShare = 0.9;
    private const double JudgeShare = 0.96;

    private DateTimeOffset _start = clock.GetUtcNow();

    public TimeProvider Clock => clock;

    public DateTimeOffset? SearchEnds => _start + total * SearchShare;

    public DateTimeOffset? RefitEnds => _start + total * RefitShare;

    public DateTimeOffset? JudgingEnds => _start + total * JudgeShare;

    /// <summary>How much of the search's time is over, from 0 to 1; null without a budget.</summary>
    public double? SearchShareDone => total is { } span ? Math.Clamp((clock.GetUtcNow() - _start) / (span * SearchShare), 0, 1) : null;

    /// <summary>Work that has a budget of its own.</summary>
    public T Apart<T>(Func<T> work)
    {
        var began = clock.GetUtcNow();
        var result = work();
        _start += clock.GetUtcNow() - began;
        return result;
    }

    /// <summary>What is left until the moment; null without a budget.</summary>
    public TimeSpan? Until(DateTimeOffset? moment) => moment - clock.GetUtcNow();

    /// <summary>A token that is cancelled at the moment, or with the other one.</summary>
    public CancellationTokenSource CancelledAt(DateTimeOffset? moment, CancellationToken other)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(other);
        if (Until(moment) is { } left) source.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        return source;
    }
}
