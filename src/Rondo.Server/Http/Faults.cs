using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Engine.Errors;

namespace Rondo.Server.Http;

/// <summary>Gives every request an id and every failure a body that names it.</summary>
sealed partial class Faults(RequestDelegate next, IHostApplicationLifetime life, ILogger<Faults> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers["X-Request-Id"] = context.TraceIdentifier;
        try
        {
            await next(context).ConfigureAwait(false);
            await ExplainEmpty(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // Too late for words: a cut connection tells the caller that the answer isn't whole.
            throw;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
        {
            // Kestrel stops reading bodies that haven't come in full.
            context.Response.Headers.RetryAfter = "5";
            await ErrorBody.Write(context, StatusCodes.Status503ServiceUnavailable, "stopping", "The server is stopping. Nothing of this request was kept.", "Try again later.").ConfigureAwait(false);
        }
        catch (RondoException e)
        {
            await Explain(context, e).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            await Explain(context, e).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            // Forms beyond their limits.
            await ErrorBody.Write(context, StatusCodes.Status400BadRequest, "bad_request", e.Message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Broke(e, context.Request.Method, context.Request.Path, context.TraceIdentifier);
            await ErrorBody.Write(context, StatusCodes.Status500InternalServerError, "internal_error",
                "This is a fault of Rondo, not of your request.", $"The server's log has the details under {context.TraceIdentifier}.").ConfigureAwait(false);
        }
    }

    Task Explain(HttpContext context, RondoException e)
    {
        var code = e.Mistakes[0].Code;
        var status = StatusMap.StatusOf(code);
        if (status != StatusCodes.Status503ServiceUnavailable) return ErrorBody.Write(context, status, e.Mistakes);
        StoreFailed(e, context.Request.Method, context.Request.Path, context.TraceIdentifier);
        context.Response.Headers.RetryAfter = "5";
        return StatusMap.IsStoreFailure(code)
            ? ErrorBody.Write(context, status, code, StoreWords(code), "Try again later; the server's log has the details.")
            : ErrorBody.Write(context, status, e.Mistakes);
    }

    static string StoreWords(string code) => code switch
    {
        "disk_full" => "The server's disk is full. Nothing of this request was kept.",
        "store_locked" => "Another process holds the store.",
        _ => "The store can't be read or written.",
    };

    static Task Explain(HttpContext context, BadHttpRequestException e) => (e.StatusCode, e.InnerException) switch
    {
        (StatusCodes.Status413PayloadTooLarge, _) => TooLarge(context),
        (StatusCodes.Status408RequestTimeout, _) => TooSlow(context),
        (_, JsonException json) => ErrorBody.Write(context, StatusCodes.Status400BadRequest, [new Mistake("bad_json", Plain(json)) { Field = json.Path }]),
        _ => ErrorBody.Write(context, e.StatusCode, "bad_request", e.Message),
    };

    static Task TooLarge(HttpContext context)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return ErrorBody.Write(context, StatusCodes.Status413PayloadTooLarge, "body_too_large", FormattableString.Invariant($"The body is larger than the {limit} bytes that this route takes."));
    }

    static Task TooSlow(HttpContext context) => ErrorBody.Write(context, StatusCodes.Status408RequestTimeout, "body_too_slow", "The body came too slowly.");

    // The names of our types are in the message; where it went wrong is in the path.
    static string Plain(JsonException json) =>
        json.Message.Contains("could not be mapped", StringComparison.Ordinal) ? $"There is no key '{json.Path?.TrimStart('$', '.')}' here."
        : json.Message.Contains("missing required properties", StringComparison.Ordinal) ? $"Keys are missing: {json.Message[(json.Message.LastIndexOf(':') + 1)..].Trim()}"
        : json.LineNumber is { } line ? FormattableString.Invariant($"The body isn't the JSON that is expected (line {line + 1}, at {json.Path ?? "$"}).")
        : "The body isn't the JSON that is expected.";

    static Task ExplainEmpty(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentType is not null || response.ContentLength is not null) return Task.CompletedTask;
        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ErrorBody.Write(context, 404, "unknown_route", $"There is nothing at {context.Request.Path}.", "GET /openapi.json lists the routes."),
            StatusCodes.Status405MethodNotAllowed => ErrorBody.Write(context, 405, "wrong_method", $"{context.Request.Path} doesn't take {context.Request.Method}; it takes {response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => ErrorBody.Write(context, 415, "unsupported_media_type", "This route takes JSON.", "Send Content-Type: application/json."),
            StatusCodes.Status413PayloadTooLarge => TooLarge(context),
            StatusCodes.Status408RequestTimeout => TooSlow(context),
            >= 400 and var status when !response.Headers.ContainsKey("HX-Redirect") => ErrorBody.Write(context, status, "bad_request", "This request can't be answered."),
            _ => Task.CompletedTask,
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} broke ({RequestId})")]
    partial void Broke(Exception e, string method, string path, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed ({RequestId})")]
    partial void StoreFailed(Exception e, string method, string path, string requestId);
}
