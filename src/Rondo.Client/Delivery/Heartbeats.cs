using System.Collections.Concurrent;
using Rondo.Client.Wire;

namespace Rondo.Client.Delivery;

/// <summary>Tells the server of each open run that its process lives.</summary>
sealed class Heartbeats(MlflowApi api, Patience patience, RondoClientOptions options, Func<IEnumerable<string>> openRuns)
{
    readonly ConcurrentDictionary<string, bool> _deaf = new(StringComparer.Ordinal);

    /// <summary>Whether the server is Rondo's, not another of MLflow's API; null while that is unknown.</summary>
    public bool? IsHeard { get; private set; }

    public async Task Run(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.HeartbeatEvery, options.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                foreach (var id in openRuns()) await Beat(id, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The client closes.
        }
    }

    public async Task Beat(string runId, CancellationToken cancellation)
    {
        if (_deaf.ContainsKey(runId)) return;
        var answer = await api.Heartbeat(runId, cancellation).ConfigureAwait(false);
        if (answer.IsDone)
        {
            IsHeard = true;
            if (patience.IsAway) patience.Nudge();
        }
        else if (answer.Status is 404 or 405)
        {
            // A server of MLflow's API alone has no such route; asking on would only fill its log.
            IsHeard ??= false;
            _deaf[runId] = true;
        }
    }

    public void Forget(string runId) => _deaf.TryRemove(runId, out _);
}
