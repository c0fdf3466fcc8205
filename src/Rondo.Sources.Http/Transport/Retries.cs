using Polly;
using Polly.Retry;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Sources.Http.Transport;

/// <summary>Tries again what failed for a passing reason: later each time, or when the server says so. Jitter comes from a seeded generator.</summary>
sealed class Retries
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly ResiliencePipeline _pipeline;
    private readonly int _attempts;
    private readonly TimeSpan _mostPatience;

    /// <param name="mostPatience">The longest wait that a server may ask for.</param>
    public Retries(int attempts, TimeSpan mostPatience, TimeProvider clock, Action<string> say)
    {
        (_attempts, _mostPatience) = (attempts, mostPatience);
        var random = new CounterRandom(0, "http_retries");
        ulong drawn = 0;
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock };
        if (attempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TransientFailure>(f => !(f.Wait > mostPatience)),
                MaxRetryAttempts = attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = s_first,
                MaxDelay = s_longest,
                UseJitter = true,
                Randomizer = () => random.Uniform(drawn++),
                DelayGenerator = retry => ValueTask.FromResult(((TransientFailure?)retry.Outcome.Exception)?.Wait),
                OnRetry = retry =>
                {
                    say(FormattableString.Invariant($"{retry.Outcome.Exception!.Message}; trying again in {retry.RetryDelay.TotalSeconds:0.#} s"));
                    return ValueTask.CompletedTask;
                },
            });
        }
        _pipeline = builder.Build();
    }

    /// <param name="shown">The address, for messages.</param>
    /// <param name="attempt">Done anew from its beginning each time.</param>
    /// <exception cref="RondoException">The last attempt failed too.</exception>
    public async Task<T> Run<T>(string shown, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await attempt(token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (TransientFailure failure)
        {
            throw new RondoException(Ended(shown, failure));
        }
    }

    Mistake Ended(string shown, TransientFailure failure) => failure.Wait > _mostPatience
        ? new Mistake("source_unreachable", FormattableString.Invariant($"{shown}: {failure.Message}, and it asks to wait for {failure.Wait.Value.TotalSeconds:0} s."))
        {
            Hint = "Run again later, or raise `max_wait_seconds`.",
        }
        : new Mistake("source_unreachable", FormattableString.Invariant($"{shown} gave no answer in {_attempts} attempt{(_attempts == 1 ? "" : "s")}: {failure.Message}."))
        {
            Hint = "Is the server up? Run again later; `attempts` and `timeout_seconds` say how long is waited.",
        };
}
