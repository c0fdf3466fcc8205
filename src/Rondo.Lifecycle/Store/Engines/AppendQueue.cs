using System.Collections.Concurrent;
using System.Diagnostics;

namespace Rondo.Lifecycle.Store.Engines;

/// <summary>
/// Group commit: whoever comes while a commit is under way waits and shares the next one, so that a slow disk limits commits, not calls.
/// Without company a call runs on its own thread, at the cost of a plain transaction.
/// </summary>
sealed class AppendQueue(IStoreEngine engine)
{
    const int LargestGroup = 256;

    readonly ConcurrentQueue<AppendedWork> _waiting = new();
    int _isDraining;

    public Task<T> Add<T>(Func<StoreSession, T> work)
    {
        var item = new AppendedWork<T>(work);
        _waiting.Enqueue(item);
        if (Interlocked.CompareExchange(ref _isDraining, 1, 0) == 0) Drain(item.Task);
        return item.Task;
    }

    // The caller leads until its own work is done, then another thread goes on, so that no call waits for the others' work.
    void Drain(Task own)
    {
        do
        {
            while (!_waiting.IsEmpty)
            {
                if (own.IsCompleted)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Drain(new TaskCompletionSource().Task), this, preferLocal: false);
                    return;
                }
                CommitGroup();
            }
            Volatile.Write(ref _isDraining, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _isDraining, 1, 0) == 0);
    }

    void CommitGroup()
    {
        var group = new List<AppendedWork>(1);
        while (group.Count < LargestGroup && _waiting.TryDequeue(out var item)) group.Add(item);
        try
        {
            var start = Stopwatch.GetTimestamp();
            engine.Append(group);
            StoreMeter.Committed(Stopwatch.GetElapsedTime(start));
        }
        catch (Exception exception)
        {
            foreach (var item in group) item.Fail(exception);
        }
    }
}
