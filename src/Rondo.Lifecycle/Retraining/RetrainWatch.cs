using Rondo.Lifecycle.Runs;

namespace Rondo.Lifecycle.Retraining;

/// <summary>Says every two seconds that a retrain goes on and what it does, and ends it when it is to stop or was taken over.</summary>
sealed class RetrainWatch : IDisposable
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    readonly RetrainClaim _claim;
    readonly CancellationTokenSource _stop;
    readonly ITimer _timer;
    readonly Lock _beating = new();
    volatile string? _progress;
    bool _isOver;

    public RetrainWatch(RetrainClaim claim, RunOptions options, TimeProvider clock)
    {
        _claim = claim;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation);
        var told = options.Progress;
        Options = options with
        {
            Cancellation = _stop.Token,
            Progress = new Relay<RunProgress>(p =>
            {
                _progress = p.Share is { } share ? FormattableString.Invariant($"{p.Step}: {p.Message} ({share:0%})") : $"{p.Step}: {p.Message}";
                told?.Report(p);
            }),
        };
        _timer = clock.CreateTimer(_ => Beat(), null, s_interval, s_interval);
    }

    /// <summary>Those of the work.</summary>
    public RunOptions Options { get; }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_beating) _isOver = true;
        _stop.Dispose();
    }

    void Beat()
    {
        lock (_beating)
        {
            if (_isOver) return;
            try
            {
                if (!_claim.Beat(_progress)) _stop.Cancel();
            }
            catch (Exception fault) when (fault is Engine.Errors.RondoException or System.Data.Common.DbException or IOException)
            {
                // A store that is busy is asked again; one that stays away lets somebody else take over.
            }
        }
    }
}
