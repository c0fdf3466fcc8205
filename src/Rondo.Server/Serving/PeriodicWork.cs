using Microsoft.Extensions.Hosting;
using Rondo.Deploy.Host;

namespace Rondo.Server.Serving;

/// <summary>Work that is done again and again while the server runs: on a thread of its own, behind those who answer. Whatever fails in it, serving goes on, and so does the next time.</summary>
abstract class PeriodicWork(ServerOptions options, TimeSpan interval) : BackgroundService
{
    protected ServerOptions Options => options;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, options.Clock);
        try
        {
            do await Task.Factory.StartNew(() => Guarded(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // What was under way is gone on with when the server runs again.
        }
    }

    /// <summary>Does what is due now.</summary>
    protected abstract void Once(CancellationToken cancellation);

    /// <summary>Tells of a failure.</summary>
    protected abstract void Broke(Exception failure);

    void Guarded(CancellationToken cancellation)
    {
        if (options.GivesWay) Background.Lower();
        try
        {
            Once(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Broke(e);
        }
    }
}
