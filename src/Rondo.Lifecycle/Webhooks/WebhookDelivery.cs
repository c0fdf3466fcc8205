namespace Rondo.Lifecycle.Webhooks;

/// <summary>Tells webhooks their events, one after the other for each, several webhooks at once.</summary>
public sealed class WebhookDelivery(WebhookStore store, WebhookSender sender, Action<string> warn)
{
    const int AtOnce = 8;

    static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_pause);
        do
        {
            try
            {
                await Parallel.ForEachAsync(store.Due(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, Tell).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The store is away or full, or this is broken: what is due stays due, and the server goes on.
                warn($"Webhooks wait: {e.Message}");
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
    }

    async ValueTask Tell(string id, CancellationToken cancellation)
    {
        while (store.Claim(id) is var (webhook, change))
        {
            var answer = await sender.Send(new Uri(webhook.Url), webhook.Secret, WebhookMessage.Of(id, change), cancellation).ConfigureAwait(false);
            if (answer.Arrived)
            {
                store.Arrived(id, change.Sequence, answer.Result);
                continue;
            }
            store.Failed(id, answer.Result, answer.IsFinal);
            return;
        }
    }
}
