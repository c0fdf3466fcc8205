namespace Rondo.Sources.Http.Transport;

/// <summary>Waits for the network no longer than so long without a byte. That is time of the real world, whatever the program's clock says.</summary>
sealed class Patience(TimeSpan silence)
{
    // Slower than any line: a server that gives a byte now and then would never be done.
    private const double LeastBytesPerSecond = 100;

    /// <exception cref="TransientFailure">So few bytes in so long a time.</exception>
    public void Check(long bytes, TimeSpan time)
    {
        if (time > silence && bytes < LeastBytesPerSecond * time.TotalSeconds)
            throw new TransientFailure(FormattableString.Invariant($"only {bytes} bytes came from it in {time.TotalSeconds:0} s"));
    }

    /// <exception cref="TransientFailure">Nothing came.</exception>
    public async Task<T> For<T>(Func<CancellationToken, Task<T>> wait, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(silence);
        try
        {
            return await wait(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested && exception is OperationCanceledException or IOException or HttpRequestException)
        {
            throw new TransientFailure(FormattableString.Invariant($"nothing came from it for {silence.TotalSeconds:0.#} s"));
        }
    }
}
