using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Rondo.Server.Access;

namespace Rondo.Server.Http;

/// <summary>Counts, times and logs every request.</summary>
sealed partial class RequestMeter(RequestDelegate next, ServerMetrics metrics, ILogger<RequestMeter> log)
{
    readonly Counter<long> _requests = metrics.Meter.CreateCounter<long>("rondo_http_requests_total", description: "Requests answered.");
    readonly Histogram<double> _seconds = metrics.Meter.CreateHistogram<double>("rondo_http_request_seconds", description: "Time to answer.");

    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            Record(context, Stopwatch.GetElapsedTime(start));
        }
    }

    void Record(HttpContext context, TimeSpan time)
    {
        // The route's pattern, not the path: the number of series must not grow with what callers make up.
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
        var method = Verb(context.Request.Method);
        _requests.Add(1, new("method", method), new("route", route), new("status", context.Response.StatusCode));
        _seconds.Record(time.TotalSeconds, new KeyValuePair<string, object?>("method", method), new("route", route));
        var level = context.Response.StatusCode >= 500 ? LogLevel.Warning : LogLevel.Information;
        if (log.IsEnabled(level))
            Answered(level, method, context.Request.Path, context.Response.StatusCode, Math.Round(time.TotalMilliseconds, 2), context.Caller?.Name ?? "-", context.TraceIdentifier);
    }

    static string Verb(string method) => method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" ? method : "other";

    [LoggerMessage(Message = "{Method} {Path} {Status} {Milliseconds} ms {Caller} ({RequestId})")]
    partial void Answered(LogLevel level, string method, string path, int status, double milliseconds, string caller, string requestId);
}
