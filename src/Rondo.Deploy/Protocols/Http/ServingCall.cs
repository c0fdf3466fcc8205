using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Rondo.Deploy.Host;
using Rondo.Deploy.Host.Routing;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>One request to a model host, from its arrival to its answer.</summary>
/// <param name="start">When it came, by <see cref="Stopwatch.GetTimestamp"/>.</param>
sealed class ServingCall(HttpContext context, ServingDesk desk, long start) : IDisposable
{
    CancellationTokenSource? _deadline;
    ModelLease _lease;
    PooledRow? _pooled;

    public HttpContext Context => context;

    public HttpRequest Request => context.Request;

    public HttpResponse Response => context.Response;

    public ModelHost Host => desk.Host;

    public ServingOptions Options => desk.Options;

    public ServingDesk Desk => desk;

    /// <summary>The model that predicts; null before one was found.</summary>
    public ServedModel? Model { get; private set; }

    /// <summary>How requests such as this one are shared among versions; null when they aren't.</summary>
    public HostedRoute? Route { get; private set; }

    /// <summary>How long it takes so far.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    /// <summary>What traces tell of the prediction; null when nobody listens.</summary>
    public Activity? Span { get; private set; }

    /// <summary>Rows predicted, for the metrics.</summary>
    public int Rows { get; private set; }

    /// <summary>The ids of the predictions; known once there are some.</summary>
    public PredictionIds Ids { get; private set; }

    /// <summary>Done once the log lets the answer leave.</summary>
    public Task Logged { get; private set; } = Task.CompletedTask;

    /// <summary>Made when it is first needed: most requests are answered before a timer could be set.</summary>
    public CancellationToken Deadline
    {
        get
        {
            if (_deadline is not null) return _deadline.Token;
            _deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            _deadline.CancelAfter(desk.Options.Timeout);
            return _deadline.Token;
        }
    }

    public async ValueTask<RequestBody> ReadBody()
    {
        desk.BeginBody();
        try
        {
            return await RequestBody.Read(context, desk.Options.MaxBody, () => Deadline).ConfigureAwait(false);
        }
        finally
        {
            desk.EndBody();
        }
    }

    /// <summary>Who or what the predictions are about, as the caller says; null when it doesn't.</summary>
    public string? Unit { get; set; }

    /// <summary>When what the predictions are about happened: microseconds since 1970; null for now.</summary>
    public long? EventTime { get; set; }

    public string RouteValue(string name) => context.Request.RouteValues[name] as string ?? "";

    /// <summary>The model that is to predict, kept in memory until the answer is sent.</summary>
    /// <param name="target">name, name@alias or name@version.</param>
    public async ValueTask<ServedModel> Find(string target, string? version = null)
    {
        Model = await Look(target, version).ConfigureAwait(false);
        Span = PredictionSpan.Begin(Model);
        // Whoever names a version or an alias gets that one.
        if (version is null && desk.Host.Routed(target) is { } route && route.Route.Split.Control.Version == Model.Version) Route = route;
        return Model;
    }

    /// <summary>The arm of the experiment that the request belongs to; null for none.</summary>
    public string? Arm { get; set; }

    /// <summary>Notes that another version answers than the one found.</summary>
    public void AnsweredBy(ServedModel model)
    {
        Model = model;
        Span?.SetTag("rondo.model.version", model.Version);
    }

    /// <summary>The same for what is no prediction, and not counted as one.</summary>
    public async ValueTask<ServedModel> Look(string target, string? version = null)
    {
        var reference = Names.Parse(target, version);
        var pending = desk.Host.Acquire(reference.Name, reference.Alias, reference.Version, CancellationToken.None);
        _lease = pending.IsCompletedSuccessfully ? pending.Result : await pending.AsTask().WaitAsync(Deadline).ConfigureAwait(false);
        return _lease.Model;
    }

    /// <summary>Gives the predictions their ids and puts them into the log.</summary>
    public void Keep(ServedModel model, ReadOnlySpan<Column> columns, Predictions predictions)
    {
        Rows = predictions.Rows;
        Ids = RequestIdentity.Reserve(Rows);
        if (desk.Options.PredictionLog is { } log) Logged = log.Add(model, Ids, columns, predictions, start, context.TraceIdentifier, Unit, EventTime);
    }

    /// <summary>A table for the rows of this request. It is used again after it: nothing of it may be kept.</summary>
    public RowTable NewRows(ServedModel model)
    {
        if (desk.Options.Lookups?.For(model) is { } lookup) return new RowTable(model, desk.Options.MaxRows, lookup: lookup);
        _pooled = RowPool.Of(model).Rent(desk.Options.MaxRows);
        return _pooled.Rows;
    }

    /// <summary>The way of the only row of a table to its prediction; null when it has several, or ones to be completed.</summary>
    public PooledRow? Single(RowTable rows) => rows.Rows == 1 && _pooled is { } pooled && pooled.Rows == rows ? pooled : null;

    public void Dispose()
    {
        if (_pooled is { } pooled) RowPool.Of(pooled.Rows.Model).Return(pooled);
        _lease.Dispose();
        _deadline?.Dispose();
    }
}
