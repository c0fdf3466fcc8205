using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>API keys: everybody's own; an admin sees and makes those of others.</summary>
static class KeyRoutes
{
    const int LongestDays = 3650;

    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").Needs(Permission.Read);
        keys.MapGet("", (HttpContext context, Workspace workspace, bool? all) =>
            new KeyList([.. workspace.Keys.List(all is true ? Anybody(context) : MeRoutes.Account(context)).Select(KeyAnswer.Of)]));
        keys.MapPost("", Create).AuditedByStore();
        keys.MapDelete("/{id}", (string id, HttpContext context, Workspace workspace) =>
        {
            var caller = context.Caller!;
            var owner = caller.Permissions.Include(Permission.Admin) ? null : MeRoutes.Account(context);
            workspace.Keys.Revoke(id, owner, context.Author());
            return TypedResults.NoContent();
        }).AuditedByStore();
    }

    static Microsoft.AspNetCore.Http.HttpResults.Created<NewKeyAnswer> Create(NewKey request, HttpContext context, Workspace workspace, ServerOptions options)
    {
        var caller = context.Caller!;
        var isAdmin = caller.Permissions.Include(Permission.Admin);
        var owner = request.User ?? MeRoutes.Account(context);
        if (!isAdmin && owner != caller.Name) throw new RondoException("forbidden", "Only an admin makes keys for others.");
        // A key that makes keys would outlive its own end.
        if (!isAdmin && caller.Via == Caller.Key) throw new RondoException("forbidden", "An API key makes no other keys.", "Sign in with name and password.");
        var scopes = Permissions.Parse(request.Scopes);
        if (!caller.Permissions.Include(scopes)) throw new RondoException(new Mistake("forbidden", "A key can't do more than who makes it.") { Field = "scopes" });
        if (request.ExpiresDays is <= 0 or > LongestDays)
            throw new RondoException(new Mistake("invalid_expiry", $"A key lasts 1 to {LongestDays} days.") { Field = "expires_days", Hint = "Leave it out for a key without an end." });
        var expires = request.ExpiresDays is { } days ? options.Clock.GetUtcNow().AddDays(days) : (DateTimeOffset?)null;
        var (key, text) = workspace.Keys.Create(owner, request.Name, scopes, expires, context.Author());
        return TypedResults.Created($"/api/v1/keys/{key.Id}", new NewKeyAnswer(text, KeyAnswer.Of(key)));
    }

    static string? Anybody(HttpContext context) => context.Caller!.Permissions.Include(Permission.Admin)
        ? null
        : throw new RondoException("forbidden", "Only an admin sees the keys of others.");

    sealed record KeyList(IReadOnlyList<KeyAnswer> Keys);

    sealed record NewKey(string Name, IReadOnlyList<string> Scopes, int? ExpiresDays = null, string? User = null);

    /// <summary>The only time that the key itself is shown.</summary>
    sealed record NewKeyAnswer(string Key, KeyAnswer About);

    sealed record KeyAnswer(string Id, string Name, string User, IReadOnlyList<string> Scopes, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? LastUsed)
    {
        public static KeyAnswer Of(ApiKey key) => new(key.Id, key.Name, key.Owner, key.Scopes.Words(), key.Created, key.Expires, key.LastUsed);
    }
}
