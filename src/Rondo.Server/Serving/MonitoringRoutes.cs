using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Experiments.Outcomes;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Http;

namespace Rondo.Server.Serving;

/// <summary>What served models are watched by: labels come in, drift and performance go out. The same in <c>rondo up</c> and <c>rondo serve</c>.</summary>
public static class MonitoringRoutes
{
    const long MostBytes = 16 << 20;

    /// <summary>In a model host, which lets callers in by its own rules and knows nothing of the errors of a workspace.</summary>
    public static void MapInto(IEndpointRouteBuilder app, Workspace workspace) =>
        Map(app, workspace).AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context).ConfigureAwait(false);
            }
            catch (RondoException e)
            {
                await ErrorBody.Write(context.HttpContext, StatusMap.StatusOf(e.Mistakes[0].Code), e.Mistakes).ConfigureAwait(false);
                return Results.Empty;
            }
        });

    internal static RouteGroupBuilder Map(IEndpointRouteBuilder app, Workspace workspace)
    {
        var group = app.MapGroup("");
        group.ExcludeFromDescription();
        group.MapGet("/models/{name}/drift", (string name, HttpContext context) => Answer(context, cancellation =>
        {
            var (from, to, window) = RangeQuery.Of(context.Request.Query);
            var (watch, model) = (new DriftWatch(workspace), ModelReference.Parse(name));
            var observed = watch.Observe(model, from, to, window, cancellation);
            // Windows are worth a list where somebody asked for more than one.
            return MonitorJson.Of(observed, window is null || (from is null && to is null) ? null : watch.Series(model, from, to, window, cancellation));
        })).Needs(Permission.Read);
        group.MapGet("/models/{name}/performance", (string name, HttpContext context) => Answer(context, cancellation =>
        {
            var (from, to, window) = RangeQuery.Of(context.Request.Query);
            return MonitorJson.Of(new PerformanceWatch(workspace).Observe(ModelReference.Parse(name), from, to, window, cancellation: cancellation));
        })).Needs(Permission.Read);
        group.MapPost("/labels", async (HttpContext context) =>
        {
            var body = await Read(context).ConfigureAwait(false);
            return await Answer(context, cancellation =>
            {
                var receipt = new LabelDesk(workspace).Add(LabelReader.Read(body, OnlyModel(workspace)), cancellation);
                return new JsonObject { ["accepted"] = receipt.Accepted, ["duplicates"] = receipt.Duplicates, ["orphans"] = receipt.Orphans };
            }).ConfigureAwait(false);
        }).Needs(Permission.Log).MaxBody(MostBytes).AuditedByStore();
        group.MapPost("/outcomes", async (HttpContext context) =>
        {
            var receipt = workspace.Outcomes.Add(OutcomeReader.Read(await Read(context).ConfigureAwait(false)));
            return Results.Text(new JsonObject { ["accepted"] = receipt.Accepted, ["duplicates"] = receipt.Duplicates }.ToJsonString(), "application/json");
        }).Needs(Permission.Log).MaxBody(MostBytes).AuditedByStore();
        return group;
    }

    static async Task<IResult> Answer(HttpContext context, Func<CancellationToken, JsonObject> work)
    {
        var json = await WatchTurn.Take(work, context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(json.ToJsonString(), "application/json");
    }

    static async Task<byte[]> Read(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
        if (context.Request.ContentLength > MostBytes) throw TooLarge();
        using var body = new MemoryStream();
        var piece = new byte[1 << 16];
        for (int count; (count = await context.Request.Body.ReadAsync(piece, context.RequestAborted).ConfigureAwait(false)) > 0;)
        {
            if (body.Length + count > MostBytes) throw TooLarge();
            body.Write(piece, 0, count);
        }
        return body.ToArray();
    }

    static RondoException TooLarge() => new("body_too_large", FormattableString.Invariant($"The body is larger than the {MostBytes} bytes that this route takes."), "Send them in several requests.");

    static string? OnlyModel(Workspace workspace) => new StoredModels(workspace).Models() is [var only] ? only.Name : null;
}
