namespace Rondo.Client;

/// <summary>Tells waiters that something changed. Take <see cref="Next"/> before looking, and no beat is missed.</summary>
sealed class Pulse
{
    TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
