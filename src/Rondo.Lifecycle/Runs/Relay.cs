namespace Rondo.Lifecycle.Runs;

/// <summary>Progress that is passed on at once: <see cref="Progress{T}"/> posts to the thread pool, so that reports come late and out of order.</summary>
sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
