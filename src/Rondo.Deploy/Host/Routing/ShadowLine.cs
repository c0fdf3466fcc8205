using System.Collections.Concurrent;
using System.Diagnostics;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Assignment;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Host.Routing;

/// <summary>What the control answered, to be predicted by its shadows too.</summary>
/// <param name="Columns">In the control's order, and the line's own.</param>
sealed record MirroredRequest(HostedRoute Route, ServedModel Control, Column[] Columns, int Rows, PredictionIds Ids, string Request, string? Unit, long? EventTime, Lazy<PredictionRecorder>? Log);

/// <summary>Requests that wait for the shadows. Whatever happens here, those who asked have their answer: what doesn't fit into the line is left out and counted.</summary>
/// <param name="givesWay">To all other threads.</param>
sealed class ShadowLine(bool givesWay) : IDisposable
{
    const int LongestLine = 1024, MostRows = 100_000;

    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    readonly BlockingCollection<MirroredRequest> _line = new(LongestLine);
    readonly AsideThreads _aside = new("shadow", threads: 1, givesWay);
    readonly Lock _gate = new();
    Thread? _thread;
    int _rows;

    /// <summary>Whether it is worth copying so many rows.</summary>
    public bool HasRoomFor(int rows) => _line.Count < LongestLine && Volatile.Read(ref _rows) + rows <= MostRows;

    public bool TryAdd(MirroredRequest request)
    {
        Start();
        try
        {
            if (!_line.TryAdd(request)) return false;
        }
        catch (InvalidOperationException)
        {
            // The host is gone.
            return false;
        }
        Interlocked.Add(ref _rows, request.Rows);
        return true;
    }

    public void Dispose()
    {
        _line.CompleteAdding();
        _thread?.Join(s_patience);
        _aside.Dispose();
    }

    void Start()
    {
        if (_thread is not null) return;
        lock (_gate)
        {
            if (_thread is not null) return;
            _thread = new Thread(Loop) { IsBackground = true, Name = "shadows" };
            _thread.Start();
        }
    }

    void Loop()
    {
        if (givesWay) Background.Lower();
        foreach (var request in _line.GetConsumingEnumerable())
        {
            Interlocked.Add(ref _rows, -request.Rows);
            foreach (var shadow in request.Route.Route.Shadows) Predict(request, shadow);
        }
    }

    void Predict(MirroredRequest request, TrafficArm shadow)
    {
        var counts = request.Route.CountsOf(shadow);
        if (!counts.IsOpen || !request.Route.TryLease(shadow, out var lease))
        {
            counts.Skipped();
            return;
        }
        var start = Stopwatch.GetTimestamp();
        if (request.Route.MapOf(request.Control, lease.Model) is not { } map)
        {
            lease.Dispose();
            counts.Failed(ArmFailure.Signature, TimeSpan.Zero);
            return;
        }
        var columns = map.Apply(request.Columns, request.Rows);
        var predictions = _aside.Run(lease, columns, s_patience, out var failure);
        var took = Stopwatch.GetElapsedTime(start);
        if (failure == ArmFailure.Load) counts.Skipped();
        else if (failure is { } kind) counts.Failed(kind, took);
        else
        {
            counts.Answered(took);
            Keep(request, lease.Model, columns, predictions!, start);
        }
    }

    static void Keep(MirroredRequest request, ServedModel model, Column[] columns, Engine.Recipes.Predictions predictions, long start)
    {
        try
        {
            // Nobody waits for it to be on the disk.
            _ = request.Log?.Value.Add(model, request.Ids, columns, predictions, start, request.Request, request.Unit, request.EventTime);
        }
        catch (Exception e) when (e is ObjectDisposedException or Engine.Errors.RondoException)
        {
            // The server stops, or the folder can't be written to: shadows are compared by what is kept.
        }
    }
}
