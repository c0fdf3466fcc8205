using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Rondo.Deploy.Protocols.Playground;

/// <summary>A page for each model that draws a form of its signature and shows the prediction, and what each column adds, while one moves.</summary>
static class PlaygroundRoutes
{
    const string TokenAddress = "data-token-address=\"\"";
    const string Assets = "/playground";
    const string PageEnd = "/playground";

    // The page runs its own script alone, and speaks to its own server alone.
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <param name="tokenAddress">Where a server that lets people sign in tells the token of their session; null where there are none.</param>
    public static void Map(IEndpointRouteBuilder app, string? tokenAddress = null)
    {
        var page = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Read("playground.html")).Replace(TokenAddress, $"data-token-address=\"{tokenAddress}\"", StringComparison.Ordinal));
        app.MapGet("/models/{target}/playground", context => Send(context, page, "text/html; charset=utf-8"));
        foreach (var (file, type) in (ReadOnlySpan<(string, string)>)[("playground.js", "text/javascript; charset=utf-8"), ("playground.css", "text/css; charset=utf-8")])
        {
            var content = Read(file);
            app.MapGet($"{Assets}/{file}", context => Send(context, content, type));
        }
    }

    /// <summary>Whether a path is the page's, which says nothing of any model: whoever opens it is asked for a key by the page.</summary>
    public static bool IsPage(PathString path) =>
        path.StartsWithSegments(Assets, StringComparison.Ordinal) || (path.StartsWithSegments("/models", StringComparison.Ordinal) && path.Value!.EndsWith(PageEnd, StringComparison.Ordinal));

    static Task Send(HttpContext context, byte[] content, string type)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-cache";
        return context.Response.Body.WriteAsync(content, 0, content.Length, context.RequestAborted);
    }

    static byte[] Read(string file)
    {
        using var stream = typeof(PlaygroundRoutes).Assembly.GetManifestResourceStream($"Rondo.Deploy.Protocols.Playground.{file}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
