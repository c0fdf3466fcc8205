using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>What all routes of a model host have in common: who may come in, how long it may take, what is said when it fails, what is counted.</summary>
sealed partial class ServingDesk(ModelHost host, ServingOptions options, ServingMetrics metrics, ILogger log)
{
    const int MostDetail = 500;

    readonly Admission _admission = new(options);
    int _bodies;

    public ModelHost Host { get; } = host;

    public ServingOptions Options { get; } = options;

    /// <summary>Whether a body is still coming: a server that stops would cut it off.</summary>
    public bool ReadsBodies => Volatile.Read(ref _bodies) > 0;

    public void BeginBody() => Interlocked.Increment(ref _bodies);

    public void EndBody() => Interlocked.Decrement(ref _bodies);

    public IReadOnlyCollection<(string Model, long Requests, long Errors)> Counts() => metrics.Counts();

    public IReadOnlyList<AnsweredVersion> Versions() => metrics.Versions();

    public string MetricsText() => metrics.Text(_admission.InFlight, Host.UsedBytes, Options.PredictionLog);

    /// <summary>A route that answers by <paramref name="answer"/>.</summary>
    public RequestDelegate Route(Func<ServingCall, ValueTask> answer, ErrorForm form = ErrorForm.Plain) => context => Run(context, answer, form);

    async Task Run(HttpContext context, Func<ServingCall, ValueTask> answer, ErrorForm form)
    {
        var start = Stopwatch.GetTimestamp();
        RequestIdentity.Accept(context);
        if (_admission.Enter(context.Features.Get<KeyHolder>()?.Hash ?? "") is { } refusal)
        {
            ErrorAnswer.Write(context, form, refusal);
            metrics.Record(refusal.Status);
            return;
        }
        using var call = new ServingCall(context, this, start);
        try
        {
            await answer(call).ConfigureAwait(false);
            // What was not kept is not answered.
            if (!call.Logged.IsCompletedSuccessfully) await call.Logged.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Explain(call, form, e);
        }
        finally
        {
            _admission.Exit();
            if (Host.IsDraining) context.Response.Headers.Connection = "close";
            if (call.Span is { } span) PredictionSpan.End(span, call.Rows, context.Response.StatusCode);
            if (call.Model is { } model) metrics.Record(model, context.Response.StatusCode, call.Rows, Stopwatch.GetElapsedTime(start), call.Arm);
            else if (context.Response.StatusCode >= 400) metrics.Record(context.Response.StatusCode);
        }
    }

    void Explain(ServingCall call, ErrorForm form, Exception e)
    {
        var context = call.Context;
        if (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        if (context.Response.HasStarted) throw new InvalidOperationException("The answer broke off.", e);
        var failure = FailureOf(call, e);
        if (call.Logged.IsFaulted) TakeBack(context);
        if (form == ErrorForm.Azure && failure.Code == "deadline")
            failure = new ServingException(StatusCodes.Status500InternalServerError, "deadline", FormattableString.Invariant($"Scoring timeout after {Options.Timeout.TotalMilliseconds} ms"));
        else if (failure.Status == StatusCodes.Status500InternalServerError) Broke(e, context.Request.Method, context.Request.Path, context.TraceIdentifier);
        if (call.Span is { } span) PredictionSpan.Fail(span, failure.Code);
        ErrorAnswer.Write(context, form, failure);
    }

    // The answer that may not leave is written already.
    static void TakeBack(HttpContext context)
    {
        context.Response.Clear();
        context.Response.Headers[RequestIdentity.Header] = context.TraceIdentifier;
    }

    ServingException FailureOf(ServingCall call, Exception e) => e switch
    {
        ServingException known => known,
        HostException hosted => OfHost(hosted),
        JsonException json => ServingException.Invalid("bad_json", $"The body isn't valid JSON: {Cut(json.Message)}"),
        RondoException refused => ServingException.Invalid(refused.Mistakes[0].Code, Cut(refused.Message), [.. refused.Mistakes.Where(m => m.Field is not null).Select(OfModel)]),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => RequestBody.TooLarge(Options.MaxBody),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new ServingException(StatusCodes.Status408RequestTimeout, "body_too_slow", "The body came too slowly."),
        BadHttpRequestException bad => new ServingException(bad.StatusCode, "bad_request", bad.Message),
        IOException when call.Logged.IsFaulted => new ServingException(StatusCodes.Status503ServiceUnavailable, "log_unavailable", "The prediction can't be logged, so it isn't answered.") { RetryAfter = 5 },
        OperationCanceledException or TimeoutException => new ServingException(StatusCodes.Status504GatewayTimeout, "deadline", FormattableString.Invariant($"There was no answer within {Options.Timeout.TotalSeconds} seconds.")),
        _ => new ServingException(StatusCodes.Status500InternalServerError, "internal_error", $"This is a fault of Rondo, not of your request. The server's log has the details under {call.Context.TraceIdentifier}."),
    };

    // What the model itself refuses of a row that fits its signature.
    static Problem OfModel(Mistake mistake) => new((int?)(mistake.Row - 1), mistake.Field, mistake.Hint ?? "a value that the model takes", Cut(mistake.Message));

    ServingException OfHost(HostException e)
    {
        // The cause may name files of the server.
        if (e.Refusal == HostRefusal.Broken) NotLoaded(e);
        return e.Refusal switch
        {
            HostRefusal.UnknownModel => ServingException.NotFound("unknown_model", e.Message),
            HostRefusal.Busy => new ServingException(StatusCodes.Status503ServiceUnavailable, "no_memory_now", e.Message) { RetryAfter = 1 },
            HostRefusal.TooLarge => new ServingException(StatusCodes.Status507InsufficientStorage, "no_memory", e.Message),
            _ => new ServingException(StatusCodes.Status503ServiceUnavailable, "model_broken", "This version can't be loaded; the server's log has the details.") { RetryAfter = 5 },
        };
    }

    static string Cut(string text)
    {
        var end = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var place = end < 0 ? "" : $" ({text[(end + 1)..].TrimEnd('.').Replace(" | ", ", ", StringComparison.Ordinal)})";
        if (end >= 0) text = text[..end].TrimEnd('.');
        return (text.Length <= MostDetail ? text : text[..MostDetail] + "...") + place;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} broke ({RequestId})")]
    partial void Broke(Exception e, string method, string path, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "A version could not be loaded")]
    partial void NotLoaded(Exception e);
}

/// <summary>Whose key a request shows.</summary>
sealed record KeyHolder(string Hash);
