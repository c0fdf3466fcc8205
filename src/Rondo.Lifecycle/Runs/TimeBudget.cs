namespace Rondo.Lifecycle.Runs;

/// <summary>How the time of a training is shared out: most for the search, then for fitting on all rows, the rest for judging.</summary>
public sealed class TimeBudget(TimeSpan? total, TimeProvider clock)
{
    private const double SearchShare = 0.7;
    private const double RefitShare = 0.92;

    private readonly DateTimeOffset _start = clock.GetUtcNow();

    public TimeProvider Clock => clock;

    public DateTimeOffset? SearchEnds => _start + total * SearchShare;

    public DateTimeOffset? RefitEnds => _start + total * RefitShare;

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
