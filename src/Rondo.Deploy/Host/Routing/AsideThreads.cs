using System.Collections.Concurrent;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Host.Routing;

/// <summary>
/// Threads on which versions predict that nobody trusts yet. Who asks waits no longer than it wants: a model that hangs keeps its thread, and another one takes that one's place.
/// </summary>
/// <param name="name">Of each thread.</param>
/// <param name="threads">How many predict at once.</param>
/// <param name="givesWay">Whether they give way to all others.</param>
sealed class AsideThreads(string name, int threads, bool givesWay) : IDisposable
{
    // So many may hang before there is no place for more.
    const int MostStuck = 16, LongestQueue = 64;
    // Fewer rows than this are done before a timer could ring.
    const int FewRows = 256;

    readonly BlockingCollection<Work> _queue = new(LongestQueue);
    readonly Lock _gate = new();
    int _started, _stuck;

    /// <summary>Predicts, unless it takes too long. The lease is given back as soon as the model is done.</summary>
    /// <param name="failure">Null with predictions; else why there are none.</param>
    public Predictions? Run(ModelLease lease, Column[] columns, TimeSpan patience, out ArmFailure? failure)
    {
        StartThreads();
        var work = new Work(lease, columns, patience);
        if (!TryQueue(work))
        {
            lease.Dispose();
            failure = ArmFailure.Load;
            return null;
        }
        if (!work.Done.Wait(patience) && work.Abandon() is { } state)
        {
            failure = state == WorkState.Running ? ArmFailure.Timeout : ArmFailure.Load;
            if (state == WorkState.Running) Replace();
            return null;
        }
        failure = work.Result is null ? ArmFailure.Error : Array.TrueForAll(work.Result.Values, double.IsFinite) ? null : ArmFailure.NoNumber;
        return failure is null ? work.Result : null;
    }

    public void Dispose() => _queue.CompleteAdding();

    bool TryQueue(Work work)
    {
        try
        {
            return _queue.TryAdd(work);
        }
        catch (InvalidOperationException)
        {
            // The host is gone.
            return false;
        }
    }

    void StartThreads()
    {
        if (Volatile.Read(ref _started) >= threads) return;
        lock (_gate)
            while (_started < threads) StartThread();
    }

    void StartThread()
    {
        _started++;
        new Thread(Loop) { IsBackground = true, Name = name }.Start();
    }

    void Replace()
    {
        lock (_gate)
            if (++_stuck <= MostStuck) StartThread();
    }

    void Loop()
    {
        if (givesWay) Background.Lower();
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            if (work.Run()) continue;
            // It was given up, and another thread does this one's work.
            lock (_gate) _stuck--;
            return;
        }
    }

    enum WorkState
    {
        Queued,
        Running,
        Ended,
        Abandoned,
    }

    sealed class Work(ModelLease lease, Column[] columns, TimeSpan patience)
    {
        int _state = (int)WorkState.Queued;

        public ManualResetEventSlim Done { get; } = new(false);

        /// <summary>Null when the model threw.</summary>
        public Predictions? Result { get; private set; }

        /// <summary>Gives it up, and returns how far it was; null when it ended after all.</summary>
        public WorkState? Abandon()
        {
            var before = (WorkState)Interlocked.Exchange(ref _state, (int)WorkState.Abandoned);
            return before == WorkState.Ended ? null : before;
        }

        /// <summary>False when nobody waited for the end.</summary>
        public bool Run()
        {
            if (Interlocked.CompareExchange(ref _state, (int)WorkState.Running, (int)WorkState.Queued) != (int)WorkState.Queued)
            {
                lease.Dispose();
                return true;
            }
            Predict();
            lease.Dispose();
            var isWaitedFor = Interlocked.CompareExchange(ref _state, (int)WorkState.Ended, (int)WorkState.Running) == (int)WorkState.Running;
            Done.Set();
            return isWaitedFor;
        }

        void Predict()
        {
            try
            {
                using var deadline = columns[0].Length <= FewRows ? null : new CancellationTokenSource(patience);
                Result = lease.Model.Predict(columns, deadline?.Token ?? CancellationToken.None);
            }
            catch (Exception)
            {
                // Whatever it was, the control answers, and the arm's failures are counted.
                Result = null;
            }
        }
    }
}

/// <summary>Why an arm did not answer.</summary>
enum ArmFailure
{
    /// <summary>The model threw.</summary>
    Error,
    /// <summary>It gave something that is no finite number.</summary>
    NoNumber,
    /// <summary>It took longer than it may.</summary>
    Timeout,
    /// <summary>The machine had no time for it: not its fault.</summary>
    Load,
    /// <summary>Its columns are not those of the control.</summary>
    Signature,
}
