using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.Clouds;

/// <summary>What Vertex AI asks of a container: the platform's environment names the routes.</summary>
static class VertexRoutes
{
    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        var (predict, health) = (RouteOf(desk.Options, "AIP_PREDICT_ROUTE", ":predict"), RouteOf(desk.Options, "AIP_HEALTH_ROUTE", ""));
        app.MapGet(health, context =>
        {
            if (!desk.Host.IsReady) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = MediaType.Json;
            return context.Response.WriteAsync(desk.Host.IsReady ? "{\"status\":\"ready\"}" : "{\"status\":\"not ready\"}", context.RequestAborted);
        });
        app.MapPost(predict, desk.Route(Predict));
    }

    static async ValueTask Predict(ServingCall call)
    {
        MediaType.Require(call.Request, MediaKind.Json);
        var model = await Invocations.Find(call).ConfigureAwait(false);
        using var body = await call.ReadBody().ConfigureAwait(false);
        var rows = call.NewRows(model);
        FrameRequest.Read(body.Bytes.Span, rows, FrameForms.Instances);
        PredictionList.Of(call, rows).SendObject(call);
    }

    static string RouteOf(ServingOptions options, string name, string ending)
    {
        if (options.Setting(name) is { Length: > 0 } route) return Plain(route);
        var (endpoint, model) = (options.Setting("AIP_ENDPOINT_ID"), options.Setting("AIP_DEPLOYED_MODEL_ID"));
        if (endpoint is not null && model is not null) return Plain($"/v1/endpoints/{endpoint}/deployedModels/{model}{ending}");
        return ending.Length > 0 ? "/predict" : "/health";
    }

    // Braces would be parameters of the route.
    static string Plain(string route) => route.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
