using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>Tells the store every half minute that the run lives.</summary>
sealed class Heartbeat : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly ITimer _timer;

    public Heartbeat(RunStore runs, string run, TimeProvider clock) =>
        _timer = clock.CreateTimer(_ => Beat(runs, run), null, Interval, Interval);

    public void Dispose() => _timer.Dispose();

    static void Beat(RunStore runs, string run)
    {
        try
        {
            runs.Heartbeat(run);
        }
        catch (RondoException)
        {
            // The run ended this very moment, or the store is busy: there is a next beat, or none is needed.
        }
    }
}
