using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Lifecycle.Webhooks;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>Webhooks: an admin's alone, for they send what the registry knows to elsewhere.</summary>
static class WebhookRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").Needs(Permission.Admin);
        webhooks.MapGet("", (Workspace workspace) => new WebhookList([.. workspace.Webhooks.List().Select(WebhookAnswerBody.Of)]));
        webhooks.MapGet("/{id}", (string id, Workspace workspace) => WebhookAnswerBody.Of(workspace.Webhooks.Find(id)));
        webhooks.MapPost("", Create).AuditedByStore();
        webhooks.MapPost("/{id}/test", Test).Audits("webhook.test");
        webhooks.MapPost("/{id}/resume", (string id, HttpContext context, Workspace workspace) =>
            WebhookAnswerBody.Of(workspace.Webhooks.Resume(id, context.Author()))).AuditedByStore();
        webhooks.MapDelete("/{id}", (string id, HttpContext context, Workspace workspace) =>
        {
            workspace.Webhooks.Remove(id, context.Author());
            return TypedResults.NoContent();
        }).AuditedByStore();
    }

    static async Task<Microsoft.AspNetCore.Http.HttpResults.Created<NewWebhookAnswer>> Create(NewWebhook request, HttpContext context, Workspace workspace, WebhookSender sender)
    {
        var url = await sender.Check(request.Url, context.RequestAborted).ConfigureAwait(false);
        var (webhook, secret) = workspace.Webhooks.Create(url, request.Model, request.Kinds ?? [], context.Author());
        return TypedResults.Created($"/api/v1/webhooks/{webhook.Id}", new NewWebhookAnswer(secret, WebhookAnswerBody.Of(webhook)));
    }

    static async Task<TestAnswer> Test(string id, HttpContext context, Workspace workspace, WebhookSender sender)
    {
        var answer = await sender.Ping(workspace.Webhooks.Find(id), workspace.Webhooks, context.RequestAborted).ConfigureAwait(false);
        return new TestAnswer(answer.Arrived, answer.Result);
    }

    sealed record WebhookList(IReadOnlyList<WebhookAnswerBody> Webhooks);

    /// <param name="Kinds">The kinds of events to tell; none for all.</param>
    sealed record NewWebhook(string Url, string? Model = null, IReadOnlyList<string>? Kinds = null);

    /// <summary>The only time that the secret is shown.</summary>
    sealed record NewWebhookAnswer(string Secret, WebhookAnswerBody About);

    sealed record TestAnswer(bool Arrived, string Result);

    sealed record WebhookAnswerBody(
        string Id, string Url, string? Model, IReadOnlyList<string> Kinds, DateTimeOffset Created, string CreatedBy, int Failures, DateTimeOffset? LastAttempt, string? LastResult, DateTimeOffset? Disabled)
    {
        public static WebhookAnswerBody Of(Webhook webhook) => new(webhook.Id, webhook.Url.AbsoluteUri, webhook.Model, webhook.Kinds, webhook.Created, webhook.CreatedBy,
            webhook.Failures, webhook.LastAttempt, webhook.LastResult, webhook.Disabled);
    }
}
