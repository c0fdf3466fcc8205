using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Serving;

namespace Rondo.Server.Http;

/// <summary>For those who watch the server: is it alive, can it work, what did it do.</summary>
static class HealthRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("ok")).OpenToAll().ExcludeFromDescription();
        app.MapGet("/health/ready", (Workspace workspace) =>
        {
            workspace.ChangeSequence();
            return Results.Text("ok");
        }).OpenToAll().ExcludeFromDescription();
        app.MapGet("/metrics", (IServiceProvider services) => Results.Text(MetricsText(services), "text/plain; version=0.0.4")).Needs(Permission.Read).ExcludeFromDescription();
    }

    /// <summary>All that the server measures, in Prometheus' words.</summary>
    public static string MetricsText(IServiceProvider services) =>
        services.GetRequiredService<ServerMetrics>().Text() + services.GetRequiredService<ServedModels>().MetricsText() + services.GetRequiredService<ModelGauges>().Text();
}
