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
    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").Needs(Permission.Read);
        keys.MapGet("", (HttpContext context, Workspace workspace, bool? all) =>
            new KeyList([.. workspace.Keys.List(all is true ? Anybody(context) : KeyMaking.AccountOf(context)).Select(KeyAnswer.Of)]));
        keys.MapPost("", Create).AuditedByStore();
        keys.MapDelete("/{id}", (string id, HttpContext context) =>
        {
            KeyMaking.Revoke(context, id);
            return TypedResults.NoContent();
        }).AuditedByStore();
    }

    static Microsoft.AspNetCore.Http.HttpResults.Created<NewKeyAnswer> Create(NewKey request, HttpContext context)
    {
        var (key, text) = KeyMaking.Make(context, request.User, request.Name, Permissions.Parse(request.Scopes), request.ExpiresDays);
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
