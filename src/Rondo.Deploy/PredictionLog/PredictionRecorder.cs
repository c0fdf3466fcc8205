using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.PredictionLog;

/// <summary>
/// Keeps every prediction that is answered. A record is handed to the system before the answer leaves, so that it outlives the process whatever ends that,
/// and is on the disk at most 50 ms later, together with all others of that time (group commit).
/// </summary>
public sealed partial class PredictionRecorder : IDisposable
{
    readonly string _folder;
    readonly PredictionLogOptions _options;
    readonly ILogger _logger;
    readonly Lock _gate = new();
    readonly Thread _flusher;
    readonly AutoResetEvent _wake = new(false);

    LogSegment _segment;
    // Completed by the flush that begins next; whoever wrote before may wait for it.
    TaskCompletionSource _nextFlush = NewFlush();
    bool _isDirty;
    bool _isFailing;
    volatile bool _isClosed;
    long _records, _dropped, _failed;

    PredictionRecorder(string folder, PredictionLogOptions options, ILogger logger)
    {
        (_folder, _options, _logger) = (folder, options, logger);
        _segment = LogSegment.Create(folder, options.Clock.GetUtcNow(), options.Capacity);
        _flusher = new Thread(FlushLoop) { IsBackground = true, Name = "prediction log" };
        _flusher.Start();
    }

    /// <summary>Requests whose predictions are in the log.</summary>
    public long Records => Interlocked.Read(ref _records);

    /// <summary>Requests that were answered without a record, because the log was too slow for their budget.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Requests that were answered without a record, because the disk took none.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public PredictionLogOptions Options => _options;

    /// <summary>Begins a segment in the folder, which is made when it isn't there. Any number of processes may log to one folder.</summary>
    /// <exception cref="RondoException">The folder can't be written to.</exception>
    public static PredictionRecorder Open(string folder, PredictionLogOptions options, ILogger logger)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new PredictionRecorder(folder, options, logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RondoException("log_unwritable", $"The prediction log in '{folder}' can't be written: {e.Message}", "Make room or give the right to write there, or serve with --no-log.");
        }
    }

    /// <summary>Adds the rows of a request and what was predicted of them. Its record is whole in the log or not at all.</summary>
    /// <param name="columns">In the signature's order.</param>
    /// <param name="start">When the request came, as <see cref="Stopwatch.GetTimestamp"/> says it.</param>
    /// <param name="eventTime">When what it is about happened: microseconds since 1970; null for now.</param>
    /// <returns>A task that is done once the answer may leave: at once, or when the log is durable, once the record is on the disk.</returns>
    /// <exception cref="IOException">The log is durable and the disk took nothing.</exception>
    public Task Add(ServedModel model, PredictionIds ids, ReadOnlySpan<Column> columns, Predictions predictions, long start, string request, string? unit, long? eventTime = null)
    {
        if (!IsSampled(ids, model.Log.Sample)) return Task.CompletedTask;
        var time = (_options.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var latency = Stopwatch.GetElapsedTime(start).Ticks / TimeSpan.TicksPerMicrosecond;
        var entry = new LogEntry(model, ids, predictions, time, latency, eventTime, request, unit);
        var record = RecordBuffer.Own();
        var isDurable = _options.IsDurable || model.Log.IsDurable;
        if (!_gate.TryEnter(isDurable ? Timeout.InfiniteTimeSpan : _options.Budget))
        {
            Interlocked.Increment(ref _dropped);
            return Task.CompletedTask;
        }
        try
        {
            Build(record, _segment.SchemaOf(model.Name, model.Version), in entry, columns);
            if (!_segment.HasRoomFor(record.Written.Length))
            {
                Build(record, (0, IsNew: true), in entry, columns);
                Turn(record.Written.Length);
            }
            _segment.Write(record.Written);
            _segment.Remember(model.Name, model.Version);
            _isDirty = true;
            _isFailing = false;
            Interlocked.Increment(ref _records);
            return isDurable ? WaitForFlush() : Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failed);
            if (!_isFailing) TakesNothing(e, _folder);
            _isFailing = true;
            return isDurable ? Task.FromException(e) : Task.CompletedTask;
        }
        finally
        {
            _gate.Exit();
        }
    }

    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        _wake.Set();
        _flusher.Join();
        lock (_gate)
        {
            _segment.Dispose();
            _nextFlush.TrySetResult();
        }
        _wake.Dispose();
    }

    void Build(RecordBuffer record, (int Number, bool IsNew) schema, ref readonly LogEntry entry, ReadOnlySpan<Column> columns)
    {
        record.Clear();
        var masked = MaskedOf(entry.Model);
        if (schema.IsNew) PredictionWriter.Schema(record, schema.Number, entry.Model, masked);
        PredictionWriter.Predictions(record, schema.Number, in entry, columns, masked);
    }

    IReadOnlySet<string> MaskedOf(ServedModel model) =>
        model.Log.Masked.IsEmpty ? _options.Masked : _options.Masked.Count == 0 ? model.Log.Masked : model.Log.Masked.Union(_options.Masked);

    bool IsSampled(PredictionIds ids, double ofModel)
    {
        var sample = Math.Min(_options.Sample, ofModel);
        return sample >= 1 || Share(ids) < sample;
    }

    // The count in an id's low bits, spread over all bits (Fibonacci hashing): the same id is always in or always out.
    static double Share(PredictionIds ids) => ((ids.High ^ ids.Low) * 0x9E3779B97F4A7C15UL >> 11) * (1.0 / (1UL << 53));

    Task WaitForFlush()
    {
        _wake.Set();
        return _nextFlush.Task;
    }

    // Under the gate. A full segment goes to the disk before the next begins; what is larger than a segment gets one that it fills.
    void Turn(int needed)
    {
        var full = _segment;
        _segment = LogSegment.Create(_folder, _options.Clock.GetUtcNow(), Math.Max(_options.Capacity, SegmentFormat.HeaderBytes + needed));
        full.Dispose();
    }

    void FlushLoop()
    {
        var cleaned = Stopwatch.GetTimestamp();
        Clean();
        while (!_isClosed)
        {
            _wake.WaitOne(_options.FlushInterval);
            Flush();
            if (Stopwatch.GetElapsedTime(cleaned) < TimeSpan.FromMinutes(1)) continue;
            cleaned = Stopwatch.GetTimestamp();
            Clean();
        }
    }

    void Flush()
    {
        LogSegment segment;
        TaskCompletionSource flush;
        lock (_gate)
        {
            if (!_isDirty) return;
            _isDirty = false;
            segment = _segment;
            flush = _nextFlush;
            _nextFlush = NewFlush();
        }
        try
        {
            // Others write meanwhile; what they write waits for the next one.
            segment.Flush();
            flush.SetResult();
        }
        catch (ObjectDisposedException)
        {
            // It was full and closed meanwhile, which put it on the disk.
            flush.SetResult();
        }
        catch (IOException e)
        {
            TakesNothing(e, _folder);
            flush.SetException(e);
            _ = flush.Task.Exception;
        }
    }

    void Clean()
    {
        try
        {
            LogFolder.Clean(_folder, _options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CantClean(e, _folder);
        }
    }

    static TaskCompletionSource NewFlush() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Error, Message = "The prediction log in {Folder} takes nothing: predictions are answered without being logged")]
    partial void TakesNothing(Exception e, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old segments of the prediction log in {Folder} can't be removed")]
    partial void CantClean(Exception e, string folder);
}
