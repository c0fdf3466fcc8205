namespace Rondo.Server.Serving;

/// <summary>Watching may take a core for seconds, and what predicts goes first: few look at a time, on threads of their own.</summary>
static class WatchTurn
{
    const int AtATime = 2;

    static readonly SemaphoreSlim s_turn = new(AtATime);

    public static async Task<T> Take<T>(Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        await s_turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => work(cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            s_turn.Release();
        }
    }
}
