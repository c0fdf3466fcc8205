using System.Net;
using Microsoft.AspNetCore.Http;
using Rondo.Server.Http;

namespace Rondo.Server.Access;

/// <summary>Refuses what only another site's page, in the browser of somebody who may be here, would send.</summary>
sealed class BrowserRules(RequestDelegate next, ServerOptions options, LocalSession local)
{
    public const string TokenHeader = "X-CSRF";

    readonly bool _usesAccounts = options.UsesAccounts;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.ContainsKey("X-Content-Length"))
        {
            // Kestrel's mark of a request with both lengths; a proxy in front may have believed the other one.
            context.Response.Headers.Connection = "close";
            return ErrorBody.Write(context, StatusCodes.Status400BadRequest, "bad_request", "A request has either Content-Length or Transfer-Encoding, not both.");
        }
        if (!_usesAccounts)
        {
            if (!IsThisMachine(context))
                return Refuse(context, "foreign_host", $"This server answers on this machine alone, not as '{request.Host}'.",
                    "Use the address that 'rondo up' printed. For other names start it with --accounts or --behind-proxy.");
            if (CameThroughProxy(request))
                return Refuse(context, "proxied", "This request came through a proxy, so it may be anybody's.", "Start the server with --behind-proxy, which asks for accounts.");
            if (local.TryOpen(context)) return Task.CompletedTask;
        }
        if (IsForeign(request))
            return Refuse(context, "foreign_origin", "This request was made by a page of another site.",
                "Behind a proxy: pass Host and X-Forwarded-Proto on, and start the server with --behind-proxy.");
        if (HasSimpleBody(context))
            return ErrorBody.Write(context, StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                $"This route takes JSON; found {(request.ContentType is { } type ? $"'{type}'" : "a body without Content-Type")}.", "Send Content-Type: application/json.");
        return next(context);
    }

    public static bool IsUnsafe(string method) => !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method));

    /// <summary>Every current browser marks its requests so; MLflow's clients, curl and .NET don't.</summary>
    public static bool LooksLikeBrowser(HttpRequest request) =>
        request.Headers.ContainsKey("Sec-Fetch-Site") || request.Headers.ContainsKey("Origin");

    static Task Refuse(HttpContext context, string code, string message, string hint) =>
        ErrorBody.Write(context, StatusCodes.Status403Forbidden, code, message, hint);

    // A foreign name that was made to point here (DNS rebinding) gives its pages this server's origin.
    static bool IsThisMachine(HttpContext context)
    {
        var host = context.Request.Host;
        if (!host.HasValue) return false;
        var name = host.Host.Trim('[', ']');
        var isLoopback = string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
        var port = host.Port ?? (context.Request.IsHttps ? 443 : 80);
        return isLoopback && port == context.Connection.LocalPort;
    }

    static bool CameThroughProxy(HttpRequest request) =>
        request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded");

    static bool IsForeign(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Origin", out var origin)
            && !string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)) return true;
        if (!request.Headers.TryGetValue("Sec-Fetch-Site", out var site) || site == "same-origin" || site == "none") return false;
        // A link from elsewhere may open a page: it changes nothing, and the other site can't read what comes.
        var isVisit = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
        return !isVisit;
    }

    // What a page may send anywhere without being asked first: text, forms, and bodies without a type.
    static bool HasSimpleBody(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || context.GetEndpoint()?.Metadata.GetMetadata<FormsAccepted>() is not null) return false;
        var hasBody = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
        if (request.ContentType is not { } type) return hasBody;
        var media = type.Split(';')[0].Trim();
        return media.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
            || media.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || media.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
    }
}
