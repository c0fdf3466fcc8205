using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Protocols.Http;

namespace Rondo.Deploy.Protocols;

/// <summary>Is the process alive, should requests come, what did it do. Never refused for load: whoever watches must see.</summary>
static class HealthRoutes
{
    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapGet("/health/live", static context => context.Response.WriteAsync("ok", context.RequestAborted));
        app.MapGet("/health/ready", context => Ready(context, desk));
        app.MapGet("/metrics", context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4";
            return context.Response.WriteAsync(desk.MetricsText(), context.RequestAborted);
        });
    }

    static Task Ready(HttpContext context, ServingDesk desk)
    {
        if (desk.Host.IsReady) return context.Response.WriteAsync("ok", context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(desk.Host.IsDraining ? "draining" : "loading", context.RequestAborted);
    }
}
