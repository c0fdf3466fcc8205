using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>Metrics as they come during a run, written to the store about once a second.</summary>
sealed class MetricHistory(RunStore runs, string run, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<(string Name, long Step, double Value)> _waiting = [];
    private long _saved = clock.GetTimestamp();

    public void Add(string name, long step, double value)
    {
        lock (_lock)
        {
            _waiting.Add((name, step, value));
            if (clock.GetElapsedTime(_saved) >= Interval) Save();
        }
    }

    public void Save()
    {
        lock (_lock)
        {
            runs.LogHistory(run, _waiting);
            _waiting.Clear();
            _saved = clock.GetTimestamp();
        }
    }

    public void Dispose() => Save();
}
