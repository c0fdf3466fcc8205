using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>The platform's own API under <c>/api/v1</c>: one file a noun, each with a <c>Map</c>; described at <c>/openapi.json</c>.</summary>
static class ApiRoutes
{
    public static void Add(IServiceCollection services)
    {
        services.AddOpenApi("openapi");
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/{documentName}.json").Needs(Permission.Read);
        var api = app.MapGroup("/api/v1");
        MeRoutes.Map(api);
        UserRoutes.Map(api);
        KeyRoutes.Map(api);
        AuditRoutes.Map(api);
        ModelRoutes.Map(api);
        RunRoutes.Map(api);
        WebhookRoutes.Map(api);
        AlertRoutes.Map(api);
        AbTestRoutes.Map(api);
        RetrainRoutes.Map(api);
    }
}
