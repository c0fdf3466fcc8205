using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Retrain.Triggers;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>Models that are, were or are to be trained anew.</summary>
static class RetrainRoutes
{
    const int LongestWord = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        var retrains = api.MapGroup("/retrains").Needs(Permission.Read);
        retrains.MapGet("", (Workspace workspace, string? model) => new JsonObject
        {
            ["retrains"] = new JsonArray([.. workspace.Retrains.List(model).Select(j => (JsonNode)j.ToJson())]),
            ["planned"] = new JsonArray([.. new RetrainSchedule(workspace, TimeProvider.System, _ => { }).List().Where(p => model is null || p.Model == model).Select(p => (JsonNode)new JsonObject { ["model"] = p.Model, ["version"] = p.Version, ["next"] = p.Next?.UtcDateTime })]),
        });
        retrains.MapGet("/{id}", (string id, Workspace workspace) => workspace.Retrains.Find(id).ToJson());
        api.MapPost("/retrains/{id}/cancel", (string id, HttpContext context, Workspace workspace) => workspace.Retrains.Cancel(id, context.Author()).ToJson()).Needs(Permission.Deploy).AuditedByStore();
        api.MapPost("/models/{name}/retrain", (string name, Asked request, HttpContext context, Workspace workspace, TimeProvider clock) =>
            TypedResults.Accepted((string?)null, Ask(workspace, name, request.Reason, request.Key, context, clock).ToJson()))
            .Needs(Permission.Deploy).AuditedByStore();
    }

    /// <summary>Orders a retrain, as programs and the page do.</summary>
    public static RetrainJob Ask(Workspace workspace, string model, string? reason, string? key, HttpContext context, TimeProvider clock) =>
        workspace.Retrains.Ask(ModelReference.CheckName(model), CauseOf(reason, key, context.Author(), clock), context.Author(reason));

    static RetrainCause CauseOf(string? reason, string? key, Author author, TimeProvider clock)
    {
        foreach (var word in (string?[])[reason, key])
            if (word?.Length > LongestWord) throw new RondoException("bad_arguments", FormattableString.Invariant($"A reason or key has {word.Length} characters; expected at most {LongestWord}."));
        return new RetrainCause(CauseKind.Api, $"api {key ?? Guid.CreateVersion7(clock.GetUtcNow()).ToString("N")}", clock.GetUtcNow(), reason is null ? $"{author.By} asked for it" : VisibleText.Of(reason));
    }

    /// <param name="Reason">Why, for the audit trail.</param>
    /// <param name="Key">What makes the cause known again: the same key is answered once, however often it is sent.</param>
    sealed record Asked(string? Reason = null, string? Key = null);
}
