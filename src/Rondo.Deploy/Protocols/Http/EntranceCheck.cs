using System.Net;
using Microsoft.AspNetCore.Http;
using Rondo.Deploy.Protocols.Playground;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>Lets callers in by their key; on this machine alone, whoever is no other site's page. Explains what no route answered.</summary>
sealed class EntranceCheck(RequestDelegate next, ServingOptions options)
{
    readonly bool _isLocal = options.Keys is null && IPAddress.IsLoopback(options.Address);

    public Task Invoke(HttpContext context)
    {
        if (options.Keys is { } keys && !IsProbe(context.Request.Path) && !PlaygroundRoutes.IsPage(context.Request.Path))
        {
            if (keys.Find(context.Request) is not { } hash) return Refuse(context, StatusCodes.Status401Unauthorized, "unauthenticated", "Send an API key: Authorization: Bearer KEY, or X-Api-Key: KEY.");
            context.Features.Set(new KeyHolder(hash));
        }
        if (_isLocal && IsForeignPage(context.Request)) return Refuse(context, StatusCodes.Status403Forbidden, "foreign_origin", "This request was made by a page of another site.");
        var answered = next(context);
        return answered.IsCompletedSuccessfully && context.Response.StatusCode < 400 ? answered : Explain(answered, context);
    }

    // Kubernetes' probes carry no keys, and learn nothing.
    static bool IsProbe(PathString path) => path.StartsWithSegments("/health", StringComparison.Ordinal) || path == "/ping" || path == "/v2/health/live" || path == "/v2/health/ready";

    // Browsers say whose page it is; a name that was made to point here (DNS rebinding) is no name of this machine.
    static bool IsForeignPage(HttpRequest request)
    {
        if (!request.Headers.ContainsKey("Sec-Fetch-Site") && request.Headers.Origin.Count == 0) return false;
        var name = request.Host.Host.Trim('[', ']');
        var isHere = name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
        var isOwn = request.Headers.Origin is not [{ } origin] || origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
        return !isHere || !isOwn || request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
    }

    static async Task Explain(Task answered, HttpContext context)
    {
        await answered.ConfigureAwait(false);
        var response = context.Response;
        if (response.HasStarted || response.ContentType is not null || response.ContentLength is not null) return;
        if (response.StatusCode == StatusCodes.Status404NotFound) await Refuse(context, 404, "unknown_route", $"There is nothing at {context.Request.Path}.").ConfigureAwait(false);
        else if (response.StatusCode == StatusCodes.Status405MethodNotAllowed) await Refuse(context, 405, "wrong_method", $"{context.Request.Path} doesn't take {context.Request.Method}; it takes {response.Headers.Allow}.").ConfigureAwait(false);
        else if (response.StatusCode >= 400) await Refuse(context, response.StatusCode, "bad_request", "This request can't be answered.").ConfigureAwait(false);
    }

    static Task Refuse(HttpContext context, int status, string code, string message)
    {
        if (!context.Response.Headers.ContainsKey(RequestIdentity.Header)) RequestIdentity.Accept(context);
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer realm=\"rondo\"";
        ErrorAnswer.Write(context, ErrorForm.Plain, new ServingException(status, code, message));
        return Task.CompletedTask;
    }
}
