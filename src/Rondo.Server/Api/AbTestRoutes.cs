using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Experiments;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>Versions that are tried beside the one in use: how they stand, beginning and stopping them.</summary>
static class AbTestRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var tests = api.MapGroup("/experiments").Needs(Permission.Read);
        tests.MapGet("", (Workspace workspace, string? model) => Answer(new JsonObject { ["experiments"] = new JsonArray([.. workspace.AbTests.List(model).Select(t => (JsonNode)AbTestJson.Of(t))]) }));
        tests.MapGet("/{name}", (string name, Workspace workspace, ServerOptions options, HttpContext context) => Answer(AbTestJson.Of(new AbTestWatch(workspace, options.Clock).Look(workspace.AbTests.Find(name), cancellation: context.RequestAborted))));

        api.MapPost("/models/{name}/experiments", (string name, HttpContext context, Workspace workspace, ServerOptions options, StartRequest? request) =>
            Answer(AbTestJson.Of(new AbTestDesk(workspace, options.Clock).Start(ModelReference.CheckName(name), context.Author() with { Reason = request?.Reason }, request?.Name))))
            .Needs(Permission.Deploy).AuditedByStore();
        api.MapPost("/experiments/{name}/stop", (string name, HttpContext context, Workspace workspace, ServerOptions options, StopRequest? request) =>
            Answer(AbTestJson.Of(new AbTestDesk(workspace, options.Clock).Stop(name, context.Author() with { Reason = request?.Reason }))))
            .Needs(Permission.Deploy).AuditedByStore();
    }

    static IResult Answer(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");

    sealed record StartRequest(string? Name = null, string? Reason = null);

    sealed record StopRequest(string? Reason = null);
}
