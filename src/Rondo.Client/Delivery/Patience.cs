using Rondo.Client.Wire;

namespace Rondo.Client.Delivery;

/// <summary>Asks until there is an answer: with doubling pauses and jitter, or as the server's Retry-After says.</summary>
sealed class Patience(RondoClientOptions options, Tally tally)
{
    readonly Pulse _nudge = new();
    int _isAway;

    public bool IsAway => Volatile.Read(ref _isAway) == 1;

    /// <summary>Ends a pause of our own choice: there are signs that the server is back, or someone waits.</summary>
    public void Nudge() => _nudge.Beat();

    /// <param name="once">Throws instead of waiting.</param>
    /// <exception cref="ServerAwayException">The server is away, and <paramref name="once"/> is true.</exception>
    public async Task<Answer> Ask(Func<CancellationToken, Task<Answer>> request, bool once, CancellationToken cancellation)
    {
        for (var failures = 0; ; failures++)
        {
            var answer = await request(cancellation).ConfigureAwait(false);
            if (answer.Kind != AnswerKind.Away)
            {
                if (Interlocked.Exchange(ref _isAway, 0) == 1) tally.Tell(NoticeKind.ServerBack, "The server answers again.");
                return answer;
            }
            if (Interlocked.Exchange(ref _isAway, 1) == 0) tally.Tell(NoticeKind.ServerAway, $"{answer.Message} Records wait until it answers.");
            if (once) throw new ServerAwayException();
            await Pause(failures, answer.RetryAfter, cancellation).ConfigureAwait(false);
        }
    }

    async Task Pause(int failures, TimeSpan? retryAfter, CancellationToken cancellation)
    {
        var jitter = 0.5 + (Random.Shared.NextDouble() / 2);
        var pause = retryAfter ?? TimeSpan.FromTicks((long)(jitter * Math.Min(options.LongestRetry.Ticks, options.FirstRetry.Ticks * Math.Pow(2, Math.Min(failures, 30)))));
        var nudge = _nudge.Next;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var delay = Task.Delay(pause, options.Clock, over.Token);
        await (retryAfter is null ? Task.WhenAny(delay, nudge) : Task.WhenAny(delay)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }
}

/// <summary>Ends an attempt that doesn't wait.</summary>
sealed class ServerAwayException : Exception;
