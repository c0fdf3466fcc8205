using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Http;

namespace Rondo.Server.Access;

/// <summary>Lets a request through to its route when its caller may do what the route needs. What no rule allows is refused.</summary>
sealed class Gate(RequestDelegate next, Credentials credentials, IAntiforgery antiforgery, Workspace workspace)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var needed = Needed(endpoint);
        var caller = await credentials.Find(context).ConfigureAwait(false);
        if (context.Response.HasStarted || context.Response.StatusCode != StatusCodes.Status200OK) return;
        if (caller is not null)
        {
            context.Features.Set(caller);
            context.User = caller.ToPrincipal();
        }
        if (needed != Permission.None)
        {
            if (caller is null)
            {
                await Refusal.SignInFirst(context, credentials.UsesAccounts).ConfigureAwait(false);
                return;
            }
            if (!caller.Permissions.Include(needed))
            {
                await ErrorBody.Write(context, StatusCodes.Status403Forbidden, "forbidden",
                    $"This needs the permission '{needed.Words()[^1]}', which {(caller.Via == Caller.Key ? "this API key" : $"'{caller.Name}'")} doesn't have.").ConfigureAwait(false);
                return;
            }
        }
        if (!await HasToken(context, endpoint, caller).ConfigureAwait(false))
        {
            await ErrorBody.Write(context, StatusCodes.Status400BadRequest, "forgery_token_missing",
                $"A change from a browser needs the page's token in the header {BrowserRules.TokenHeader}.", "Load the page again.").ConfigureAwait(false);
            return;
        }
        if (endpoint?.Metadata.GetMetadata<AuditRule>()?.Action is { } action) RecordBeforeTheAnswer(context, action);
        await next(context).ConfigureAwait(false);
    }

    // Whoever has an answer finds what was done in the record.
    void RecordBeforeTheAnswer(HttpContext context, string action) => context.Response.OnStarting(() =>
    {
        if (context.Response.StatusCode < 400)
            workspace.Audit.Append(context.Author(), action, context.Features.Get<AuditTarget>()?.Text ?? context.Request.Path);
        return Task.CompletedTask;
    });

    static Permission Needed(Endpoint? endpoint)
    {
        // No such route: whoever isn't let in doesn't learn that.
        if (endpoint is null) return Permission.Read;
        if (endpoint.Metadata.GetMetadata<NeededPermission>() is { } declared) return declared.Permission;
        // Routing's own answer to a wrong verb or body type.
        if (endpoint is not RouteEndpoint) return Permission.Read;
        throw new InvalidOperationException($"The route {endpoint.DisplayName} doesn't declare what it needs.");
    }

    async Task<bool> HasToken(HttpContext context, Endpoint? endpoint, Caller? caller)
    {
        if (!BrowserRules.IsUnsafe(context.Request.Method)) return true;
        var acceptsForms = endpoint?.Metadata.GetMetadata<FormsAccepted>() is not null;
        var isNeeded = caller?.IsSession ?? acceptsForms;
        if (!isNeeded) return true;
        // Only where a form is expected is the body read for it.
        var isThere = context.Request.Headers.ContainsKey(BrowserRules.TokenHeader) || (acceptsForms && context.Request.HasFormContentType);
        return isThere && await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false);
    }
}
