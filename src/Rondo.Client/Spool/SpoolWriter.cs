namespace Rondo.Client.Spool;

/// <summary>
/// Carries records from memory to disk, and lets the disk sync them in groups.
/// On a thread of its own: a program that keeps the thread pool busy must not keep its records from the disk.
/// </summary>
sealed class SpoolWriter : IDisposable
{
    // Gathers what a loop logs; much less than a reader of curves notices.
    static readonly TimeSpan _gather = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    readonly SpoolLog _log;
    readonly Action _sync;
    readonly TimeSpan _syncEvery;
    readonly Action<Exception?> _onDisk;
    readonly Action _afterStep;
    readonly ManualResetEventSlim _wake = new();
    readonly ManualResetEventSlim _urgent = new();
    readonly Lock _gate = new();
    readonly Thread _thread;
    Outbox.Block _block;
    bool _isLent;
    bool _isDirty;
    long _lastSync;
    long _written;
    long _synced;
    volatile bool _isFailing;
    volatile bool _isStopping;

    public SpoolWriter(SpoolLog log, int memoryLimit, Action sync, TimeSpan syncEvery, Action<Exception?> onDisk, Action afterStep)
    {
        (_log, _sync, _syncEvery, _onDisk, _afterStep) = (log, sync, syncEvery, onDisk, afterStep);
        Outbox = new Outbox(memoryLimit, _wake.Set);
        _thread = new Thread(Loop) { IsBackground = true, Name = "Rondo.Client spool" };
        _thread.Start();
    }

    public Outbox Outbox { get; }

    /// <summary>Beats when records reached disk.</summary>
    public Pulse Written { get; } = new();

    /// <summary>How many records the disk has for good.</summary>
    public long Synced => Volatile.Read(ref _synced);

    public bool IsFailing => _isFailing;

    public void Wake() => _wake.Set();

    /// <summary>Doesn't wait for more to gather.</summary>
    public void Hurry()
    {
        _urgent.Set();
        _wake.Set();
    }

    /// <summary>While the disk refuses them, records may go to the server from memory; nothing else is written meanwhile.</summary>
    public Outbox.Block? Lend()
    {
        lock (_gate)
        {
            if (!_isFailing || _isLent || _block.Count == 0) return null;
            _isLent = true;
            return _block;
        }
    }

    public void GiveBack(bool isDelivered)
    {
        lock (_gate)
        {
            _isLent = false;
            if (isDelivered)
            {
                _written += _block.Count;
                _block = default;
            }
        }
        if (isDelivered) _wake.Set();
    }

    /// <summary>Writes what is left, and ends.</summary>
    public void Dispose()
    {
        _isStopping = true;
        Hurry();
        _thread.Join();
        _wake.Dispose();
        _urgent.Dispose();
    }

    void Loop()
    {
        while (true)
        {
            var isStopping = _isStopping;
            if (!isStopping)
            {
                _wake.Wait(_isFailing ? _retry : _isDirty ? _syncEvery : Timeout.InfiniteTimeSpan);
                _urgent.Wait(_gather);
            }
            _wake.Reset();
            var isUrgent = _urgent.IsSet;
            if (isUrgent) _urgent.Reset();
            Step(isUrgent || isStopping);
            _afterStep();
            if (isStopping) return;
        }
    }

    void Step(bool isUrgent)
    {
        try
        {
            var isWritten = Append();
            if (_isDirty && (isUrgent || Environment.TickCount64 - _lastSync >= _syncEvery.TotalMilliseconds))
            {
                _sync();
                (_isDirty, _lastSync) = (false, Environment.TickCount64);
            }
            if (!_isDirty) Volatile.Write(ref _synced, Volatile.Read(ref _written));
            if (_isFailing && isWritten)
            {
                _isFailing = false;
                _onDisk(null);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var isNew = !_isFailing;
            _isFailing = true;
            if (isNew) _onDisk(e);
        }
        Written.Beat();
    }

    bool Append()
    {
        lock (_gate)
        {
            if (_isLent) return false;
            if (_block.Count == 0) _block = Outbox.Take();
            if (_block.Count == 0) return false;
            _log.Append(_block.Bytes.Span, _block.Count);
            _written += _block.Count;
            _block = default;
            _isDirty = true;
            return true;
        }
    }
}
