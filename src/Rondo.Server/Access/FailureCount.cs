namespace Rondo.Server.Access;

/// <summary>When each key failed within the last window.</summary>
sealed class FailureCount(TimeProvider clock, TimeSpan window)
{
    const int MostKeys = 100_000;

    readonly Lock _gate = new();
    readonly Dictionary<string, Queue<DateTimeOffset>> _times = [];

    /// <summary>How long until the key may try again; null when it may now.</summary>
    public TimeSpan? Wait(string key, int limit)
    {
        lock (_gate)
        {
            if (!_times.TryGetValue(key, out var times)) return _times.Count < MostKeys ? null : window;
            Forget(times);
            return times.Count < limit ? null : times.Peek() + window - clock.GetUtcNow();
        }
    }

    public void Note(string key)
    {
        lock (_gate)
        {
            if (_times.Count >= MostKeys) ForgetOld();
            if (!_times.TryGetValue(key, out var times)) _times[key] = times = [];
            times.Enqueue(clock.GetUtcNow());
        }
    }

    void ForgetOld()
    {
        foreach (var (key, times) in _times.ToArray())
        {
            Forget(times);
            if (times.Count == 0) _times.Remove(key);
        }
    }

    void Forget(Queue<DateTimeOffset> times)
    {
        var oldest = clock.GetUtcNow() - window;
        while (times.TryPeek(out var time) && time <= oldest) times.Dequeue();
    }
}
